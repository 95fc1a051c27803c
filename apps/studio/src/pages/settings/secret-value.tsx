// A secret that stays hidden until it is asked for, and can be copied without being shown.
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { callApi } from "../../api/call-api.ts";
import type { Revealed, RevealInput } from "../../api/wire.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { showToast } from "../../ui/toast.tsx";

export interface SecretValueProps {
  readonly name: RevealInput["key"];
  /** What it is, such as "the JWT secret". */
  readonly what: string;
}

async function reveal(key: RevealInput["key"]): Promise<string> {
  const { value } = await callApi<Revealed>("/settings/reveal", {
    body: { key } satisfies RevealInput,
  });
  return value;
}

export function SecretValue({ name, what }: SecretValueProps) {
  const [shown, setShown] = useState<string | null>(null);
  const ask = useMutation({
    mutationFn: () => reveal(name),
    onSuccess: setShown,
    onError: (error) => showToast({ text: error.message, tone: "danger" }),
  });
  return (
    <div className="flex min-w-0 flex-1 flex-wrap items-center gap-2">
      <code className="min-w-0 flex-1 basis-52 font-mono text-[0.8rem] break-all">
        {shown ?? "••••••••••••••••••••••••"}
      </code>
      {shown === null ? (
        <Button size="small" icon="eye" busy={ask.isPending} onClick={() => ask.mutate()}>
          Reveal<span className="sr-only"> {what}</span>
        </Button>
      ) : (
        <Button size="small" icon="eyeOff" onClick={() => setShown(null)}>
          Hide<span className="sr-only"> {what}</span>
        </Button>
      )}
      <CopyButton text={() => reveal(name)} what={what} />
    </div>
  );
}

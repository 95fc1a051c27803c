// The field for a new file, which is uploaded as soon as it is chosen.
"use client";

import { type ChangeEvent, useId, useState, useTransition } from "react";

interface FileFormProps {
  /** Uploads a file; gives what went wrong, in words, or nothing. */
  readonly add: (file: File) => Promise<string | undefined>;
}

export function FileForm({ add }: FileFormProps) {
  const id = useId();
  const [problem, setProblem] = useState<string>();
  const [pending, startTransition] = useTransition();

  function upload({ currentTarget: field }: ChangeEvent<HTMLInputElement>): void {
    const file = field.files?.[0];
    if (!file) return;
    setProblem(undefined);
    startTransition(async () => {
      setProblem(await add(file));
      // The same file can be chosen again.
      field.value = "";
    });
  }

  return (
    <form className="add">
      <label htmlFor={id}>{pending ? "Uploading…" : "New file, up to 5 MB"}</label>
      <input
        id={id}
        type="file"
        className="file-field"
        onChange={upload}
        disabled={pending}
        aria-busy={pending}
        aria-invalid={problem ? true : undefined}
        aria-describedby={`${id}-problem`}
      />
      <p id={`${id}-problem`} role="alert" className="problem">
        {problem}
      </p>
    </form>
  );
}

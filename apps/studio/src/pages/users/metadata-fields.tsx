// A user's three kinds of metadata, each a JSON object, saved one at a time.
import { useState } from "react";
import type { ClerkUser } from "../../api/clerk-resources.ts";
import { JsonField } from "../../editor/lazy-editors.tsx";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { Card } from "../../ui/page.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { useUserChange } from "./use-user-change.ts";

type Kind = "public_metadata" | "private_metadata" | "unsafe_metadata";

const KINDS: readonly (readonly [Kind, string, string])[] = [
  [
    "public_metadata",
    "Public metadata",
    "The app reads it, only servers write it. Tokens can carry it.",
  ],
  ["private_metadata", "Private metadata", "Only servers read and write it."],
  ["unsafe_metadata", "Unsafe metadata", "The user can write it: never decide a right by it."],
];

export function MetadataFields({ user }: { readonly user: ClerkUser }) {
  return (
    <Card>
      <h2 className="border-b border-line px-4 py-3 font-medium">Metadata</h2>
      <div className="flex flex-col gap-5 p-4">
        {KINDS.map(([kind, label, hint]) => (
          <OneKind key={kind} user={user} kind={kind} label={label} hint={hint} />
        ))}
      </div>
    </Card>
  );
}

interface OneKindProps {
  readonly user: ClerkUser;
  readonly kind: Kind;
  readonly label: string;
  readonly hint: string;
}

function OneKind({ user, kind, label, hint }: OneKindProps) {
  const before = JSON.stringify(user[kind], null, 2);
  const [text, setText] = useState(before);
  const save = useUserChange();
  const value = parseObject(text);
  return (
    <div className="flex flex-col gap-2">
      <Field
        label={label}
        hint={hint}
        error={value === undefined ? "Expected a JSON object" : undefined}
      >
        <JsonField
          label={label}
          value={text}
          minHeight="4.5rem"
          maxHeight="18rem"
          onChange={setText}
        />
      </Field>
      {save.error ? <ProblemNotice error={save.error} /> : null}
      {text === before ? null : (
        <div>
          <Button
            size="small"
            busy={save.isPending}
            disabled={value === undefined}
            onClick={() =>
              save.mutate({
                path: `/v1/users/${user.id}`,
                method: "PATCH",
                body: { [kind]: value },
                said: `Saved ${label.toLowerCase()}`,
              })
            }
          >
            Save {label.toLowerCase()}
          </Button>
        </div>
      )}
    </div>
  );
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

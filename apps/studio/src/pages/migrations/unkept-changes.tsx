// Changes of the schema that were made here and that no migration file holds yet: marked ones become one file, under a name.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { callApi } from "../../api/call-api.ts";
import { refreshDatabase } from "../../api/queries.ts";
import { fieldError, formError } from "../../api/use-change.ts";
import type {
  ForgetChangesInput,
  KeepChangesInput,
  KeptChange,
  MigrationSummary,
} from "../../api/wire.ts";
import { Button } from "../../ui/button.tsx";
import { CodeInput, Field } from "../../ui/field.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Card } from "../../ui/page.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { showToast } from "../../ui/toast.tsx";

export function UnkeptChanges({ changes }: { readonly changes: readonly KeptChange[] }) {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const chosen = changes.filter((change) => !left.has(change.id));
  if (changes.length === 0) return null;
  const toggle = (id: string) => {
    const next = new Set(left);
    if (!next.delete(id)) next.add(id);
    setLeft(next);
  };
  return (
    <Card>
      <header className="border-b border-line px-4 py-3">
        <h2 className="font-medium">Not in a migration yet</h2>
        <p className="text-[0.8125rem] text-muted">
          These changes were made here and are in force. Kept as a file, they come along to every
          other database.
        </p>
      </header>
      <ul className="divide-y divide-line">
        {changes.map((change) => (
          <li key={change.id} className="flex items-start gap-3 px-4 py-2.5">
            <input
              type="checkbox"
              aria-label={`Keep: ${change.title}`}
              checked={!left.has(change.id)}
              onChange={() => toggle(change.id)}
              className="mt-1 size-4 accent-accent"
            />
            <details className="min-w-0 flex-1 text-sm">
              <summary className="cursor-pointer">
                {change.title}{" "}
                <span className="text-[0.8125rem] text-faint">
                  <Moment at={change.at} />
                </span>
              </summary>
              <pre className="mt-2 overflow-x-auto rounded-md bg-sunken p-3 font-mono text-[0.8rem]">
                {change.statements.join("\n\n")}
              </pre>
            </details>
          </li>
        ))}
      </ul>
      <KeepForm chosen={chosen} />
    </Card>
  );
}

function KeepForm({ chosen }: { readonly chosen: readonly KeptChange[] }) {
  const [name, setName] = useState("");
  const client = useQueryClient();
  const changeIds = chosen.map((change) => change.id);
  const keep = useMutation({
    mutationFn: (body: KeepChangesInput) => callApi<MigrationSummary>("/migrations/keep", { body }),
    onSuccess: (migration) => {
      setName("");
      showToast({ text: `Wrote ${migration.path ?? migration.name}` });
      void refreshDatabase(client);
    },
  });
  const forget = useMutation({
    mutationFn: (body: ForgetChangesInput) => callApi("/migrations/forget", { body }),
    onSuccess: () => refreshDatabase(client),
  });
  const problem = formError(keep.error, (field) => field === "name") ?? forget.error;
  return (
    <form
      className="flex flex-col gap-3 border-t border-line px-4 py-3"
      onSubmit={(event) => {
        event.preventDefault();
        keep.mutate({ changeIds, name: fileName(name) });
      }}
    >
      <div className="flex flex-wrap items-end gap-2">
        <Field
          label="Name of the migration"
          error={fieldError(keep.error, "name")}
          className="w-full sm:w-80"
        >
          <CodeInput
            value={name}
            placeholder="create_tasks"
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <Button
          type="submit"
          variant="primary"
          busy={keep.isPending}
          disabled={chosen.length === 0}
        >
          Keep {chosen.length === 1 ? "the change" : `${chosen.length} changes`} as migration
        </Button>
        <Button
          variant="quiet"
          disabled={chosen.length === 0}
          busy={forget.isPending}
          onClick={() => forget.mutate({ changeIds })}
        >
          Take off the list
        </Button>
      </div>
      {problem ? <ProblemNotice error={problem} /> : null}
    </form>
  );
}

/** What a person writes, as the name of a file takes it. */
function fileName(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_|_$/g, "");
}

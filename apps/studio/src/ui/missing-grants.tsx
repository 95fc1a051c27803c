// Tables that policies speak of and nobody may ask for: why, the SQL that helps, and the one step that runs it.
import { useChange, usePreview } from "../api/use-change.ts";
import type { ChangeInput, MissingGrant } from "../api/wire.ts";
import { Button } from "./button.tsx";
import { Notice } from "./notice.tsx";
import { ProblemNotice } from "./problem-notice.tsx";

const SHOWN = 3;

export function MissingGrants({ missing }: { readonly missing: readonly MissingGrant[] }) {
  return (
    <>
      {missing.slice(0, SHOWN).map((entry) => (
        <MissingGrantNotice key={`${entry.schema}.${entry.table}.${entry.role}`} missing={entry} />
      ))}
      {missing.length > SHOWN ? (
        <p className="text-sm text-muted">
          and {missing.length - SHOWN} more, which show at their tables
        </p>
      ) : null}
    </>
  );
}

function MissingGrantNotice({ missing }: { readonly missing: MissingGrant }) {
  const change = grantFor(missing);
  const preview = usePreview(change);
  const grant = useChange({ said: () => `Granted ${missing.table} to ${missing.role}` });
  return (
    <div className="flex flex-col gap-2">
      <Notice
        tone="attention"
        title={`The role ${missing.role} has no grant ${wordsOf(missing)} ${missing.table}`}
        action={
          <Button size="small" busy={grant.isPending} onClick={() => grant.mutate(change)}>
            Grant {missing.privileges.join(", ") || "the sequence"}
          </Button>
        }
      >
        <p>
          Policies decide which rows; a grant decides whether the role may ask at all. Projects of
          today give none by themselves, so{" "}
          {missing.role === "anon" ? "people who are signed out" : "signed-in people"} get error
          42501.
        </p>
        <pre className="mt-1.5 font-mono text-2xs whitespace-pre-wrap text-ink">
          {preview.data?.statements.join("\n") ?? " "}
        </pre>
      </Notice>
      {grant.error ? <ProblemNotice error={grant.error} /> : null}
    </div>
  );
}

function wordsOf({ privileges }: MissingGrant): string {
  return privileges.length === 0 ? "on the sequence of" : `to ${privileges.join(", ")} on`;
}

function grantFor({ schema, table, role, privileges, sequences }: MissingGrant): ChangeInput {
  // A sequence alone is granted with the insert that needs it.
  const list = privileges.length === 0 ? (["insert"] as const) : privileges;
  return {
    kind: "grant",
    schema,
    table,
    grants: [{ role, privileges: [...list] }],
    sequences: [...sequences],
  };
}

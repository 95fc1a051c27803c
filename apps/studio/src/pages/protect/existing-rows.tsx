// The question that only a person can answer: what becomes of rows that belong to nobody.
import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { usersQuery } from "../../api/clerk-queries.ts";
import { emailOf, nameOf } from "../../api/clerk-resources.ts";
import { Choice } from "../../ui/choice.tsx";
import { CodeInput, Field } from "../../ui/field.tsx";
import type { ProtectDraft } from "./protect-draft.ts";

export interface ExistingRowsProps {
  readonly draft: ProtectDraft;
  /** Present: the plan needs an answer, or can't take this one. */
  readonly error: string | undefined;
  readonly onChange: (part: Partial<ProtectDraft>) => void;
}

const ANSWERS = [
  { value: "keep-hidden", label: "They stay, seen by nobody" },
  { value: "owner", label: "They get an owner" },
] as const;

export function ExistingRows({ draft, error, onChange }: ExistingRowsProps) {
  const list = useId();
  const users = useQuery(usersQuery({}));
  const { existing } = draft;
  if (error === undefined && existing === "") return null;
  return (
    <div className="flex flex-col gap-3 rounded-md border border-brass-line bg-brass-soft p-4">
      <Choice
        legend="What becomes of the rows that belong to nobody?"
        value={existing}
        options={ANSWERS}
        error={existing === "" ? error : undefined}
        onChange={(next) => onChange({ existing: next })}
      />
      {existing === "owner" ? (
        <Field
          label="Id of their owner"
          hint="A user's id, or an organization's."
          error={draft.existingOwner === "" ? undefined : error}
        >
          <CodeInput
            list={list}
            value={draft.existingOwner}
            placeholder={draft.owner === "organization" ? "org_…" : "user_…"}
            onChange={(event) => onChange({ existingOwner: event.target.value })}
          />
          <datalist id={list}>
            {users.data?.users.map((user) => (
              <option key={user.id} value={user.id}>
                {emailOf(user) ?? nameOf(user)}
              </option>
            ))}
          </datalist>
        </Field>
      ) : null}
    </div>
  );
}

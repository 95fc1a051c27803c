// The sheet "Protect": whose the rows of a table are and who gets to them, and what it takes to make that so.
import { type ReactNode, useState } from "react";
import { fieldError, formError } from "../../api/use-change.ts";
import { useProtect, useProtectPlan } from "../../api/use-protect.ts";
import { Button } from "../../ui/button.tsx";
import { Choice } from "../../ui/choice.tsx";
import { Sheet, SheetBody, SheetFooter } from "../../ui/dialog.tsx";
import { CodeInput, Field } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Toggle } from "../../ui/toggle.tsx";
import { ExistingRows } from "./existing-rows.tsx";
import { MembershipSelect } from "./membership-select.tsx";
import {
  isOneUsers,
  NEW_PROTECTION,
  type ProtectDraft,
  type ProtectedTable,
  requestOf,
} from "./protect-draft.ts";
import { ProtectSteps } from "./protect-steps.tsx";

export interface ProtectFormProps {
  readonly table: ProtectedTable;
  readonly onClose: () => void;
}

const FIELDS = [
  "owner",
  "memberships",
  "through",
  "write",
  "role",
  "column",
  "existing",
  "replace",
];

export function ProtectForm({ table, onClose }: ProtectFormProps) {
  const [draft, setDraft] = useState<ProtectDraft>(NEW_PROTECTION);
  const set = (part: Partial<ProtectDraft>) => setDraft((before) => ({ ...before, ...part }));
  const request = requestOf(table, draft);
  const plan = useProtectPlan(request);
  const protect = useProtect(onClose);
  const error = protect.error ?? plan.error;
  const problem = formError(error, (field) => FIELDS.includes(field));
  const ready = plan.data !== undefined && plan.error === null && plan.data.sql !== "";
  return (
    <Sheet
      open
      title={`Protect ${table.name}`}
      description="Row level security, policies for all four commands, grants, and an index: what rowlock protect writes."
      onClose={onClose}
    >
      <form
        className="flex min-h-0 flex-1 flex-col"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) protect.mutate(request);
        }}
      >
        <SheetBody>
          <Shape draft={draft} table={table} error={error} onChange={set} />
          <Field
            label="Column that says whose a row is"
            hint="Left empty: what the table tells, else a usual name, made where there is none."
            error={fieldError(error, "column")}
          >
            <CodeInput
              value={draft.column}
              placeholder={draft.owner === "organization" ? "org_id" : "user_id"}
              onChange={(event) => set({ column: event.target.value })}
            />
          </Field>
          <Toggle
            label="Without functions of your own"
            hint="Policies read auth.jwt() themselves, as in the newer form of Clerk's guide."
            checked={draft.native}
            onChange={(native) => set({ native })}
          />
          <ExistingRows draft={draft} error={fieldError(error, "existing")} onChange={set} />
          <WiderPolicies draft={draft} error={fieldError(error, "replace")} onChange={set} />
          {problem ? <ProblemNotice error={problem} /> : null}
          <ProtectSteps what="table" plan={plan.error === null ? plan.data : undefined} />
        </SheetBody>
        <SheetFooter>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="primary"
            icon="shield"
            busy={protect.isPending}
            disabled={!ready}
          >
            Protect
          </Button>
        </SheetFooter>
      </form>
    </Sheet>
  );
}

interface PartProps {
  readonly draft: ProtectDraft;
  readonly error: unknown;
  readonly onChange: (part: Partial<ProtectDraft>) => void;
}

const OWNERS = [
  { value: "user", label: "One user's" },
  { value: "through", label: "One user's, by their row in a table" },
  { value: "organization", label: "An organization's" },
  { value: "members", label: "A group's" },
] as const;

const READERS = [
  { value: "owner", label: "Its owner" },
  { value: "authenticated", label: "Everybody signed in" },
  { value: "public", label: "Everybody" },
] as const;

const WRITERS = [
  { value: "owner", label: "Its owner" },
  { value: "role", label: "Owners with a role" },
  { value: "none", label: "Nobody" },
] as const;

function Shape({ draft, table, error, onChange }: PartProps & { readonly table: ProtectedTable }) {
  const single = isOneUsers(draft);
  const write = single && draft.write === "role" ? "owner" : draft.write;
  return (
    <>
      <Choice
        legend="Whose is a row?"
        value={draft.owner}
        options={OWNERS}
        error={fieldError(error, "owner")}
        onChange={(owner) => onChange({ owner })}
      />
      {draft.owner === "organization" ? (
        <Toggle
          label="Personal rows"
          hint="Where no organization is active, a row belongs to the user."
          checked={draft.personal}
          onChange={(personal) => onChange({ personal })}
        />
      ) : null}
      {draft.owner === "through" ? (
        <Field
          label="Column with Clerk's id"
          hint="Of the table of users that this one refers to."
          error={draft.through === "" ? undefined : fieldError(error, "through")}
        >
          <CodeInput
            value={draft.through}
            placeholder="users.clerk_user_id"
            onChange={(event) => onChange({ through: event.target.value })}
          />
        </Field>
      ) : null}
      {draft.owner === "members" ? (
        <MembershipSelect
          table={table}
          value={draft.memberships}
          error={fieldError(error, "memberships")}
          onChange={(memberships) => onChange({ memberships })}
        />
      ) : null}
      <Choice
        legend="Who may see it?"
        value={draft.read}
        options={READERS}
        onChange={(read) => onChange({ read })}
      />
      <Choice
        legend="Who may add, change and delete it?"
        value={write}
        options={single ? WRITERS.filter(({ value }) => value !== "role") : WRITERS}
        error={fieldError(error, "write")}
        onChange={(next) => onChange({ write: next })}
      />
      {write === "role" ? (
        <Field label="Role" error={fieldError(error, "role")}>
          <CodeInput
            value={draft.role}
            placeholder="admin"
            onChange={(event) => onChange({ role: event.target.value })}
          />
        </Field>
      ) : null}
    </>
  );
}

/** Asked only where there are policies that add more than this shape means. */
function WiderPolicies(props: {
  readonly draft: ProtectDraft;
  readonly error: string | undefined;
  readonly onChange: (part: Partial<ProtectDraft>) => void;
}): ReactNode {
  const { draft, error, onChange } = props;
  if (error === undefined && !draft.replace) return null;
  return (
    <Toggle
      label="Drop the policies that let more through"
      hint={error ?? "Permissive policies add up: what one allows, the others can't refuse."}
      checked={draft.replace}
      onChange={(replace) => onChange({ replace })}
    />
  );
}

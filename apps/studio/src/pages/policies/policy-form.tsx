// The sheet of a policy: the guide's fields under the guide's names.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { schemaQuery } from "../../api/queries.ts";
import { fieldError, formError, useChange } from "../../api/use-change.ts";
import type { DatabaseSchema, Policy } from "../../api/wire.ts";
import { SqlField } from "../../editor/lazy-editors.tsx";
import { Button } from "../../ui/button.tsx";
import { Choice } from "../../ui/choice.tsx";
import { Sheet, SheetBody, SheetFooter } from "../../ui/dialog.tsx";
import { CodeInput, Field, Select, TextInput } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { SqlPreview } from "../../ui/sql-preview.tsx";
import { Checkbox } from "../../ui/toggle.tsx";
import {
  changeOf,
  draftOf,
  newPolicy,
  type PolicyDraft,
  takesCheck,
  takesUsing,
} from "./policy-draft.ts";

export interface PolicyFormProps {
  /** `schema.table` */
  readonly table: string;
  /** What is edited; absent: a new one. */
  readonly policy?: Policy | undefined;
  readonly onClose: () => void;
}

const COMMANDS = (["select", "insert", "update", "delete", "all"] as const).map((value) => ({
  value,
  label: value.toUpperCase(),
}));

const FIELDS = ["name", "using", "check"];

export function PolicyForm({ table, policy, onClose }: PolicyFormProps) {
  const [draft, setDraft] = useState<PolicyDraft>(
    policy === undefined ? newPolicy(table) : draftOf(policy),
  );
  const set = (part: Partial<PolicyDraft>) => setDraft((before) => ({ ...before, ...part }));
  const schema = useQuery(schemaQuery);
  const save = useChange({
    said: () => `${policy === undefined ? "Created" : "Changed"} policy "${draft.name}"`,
    onDone: onClose,
  });
  const change = changeOf(draft, policy?.name);
  const problem = formError(save.error, (field) => FIELDS.includes(field));
  return (
    <Sheet
      open
      title={policy === undefined ? "Create a new policy" : `Edit "${policy.name}"`}
      onClose={onClose}
    >
      <form
        className="flex min-h-0 flex-1 flex-col"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(change);
        }}
      >
        <SheetBody>
          <Field label="Name" error={fieldError(save.error, "name")}>
            <TextInput
              value={draft.name}
              placeholder="Select tasks policy"
              onChange={(event) => set({ name: event.target.value })}
            />
          </Field>
          <div className="grid gap-5 sm:grid-cols-2">
            <Field label="Table">
              {policy === undefined ? (
                <TableSelect
                  schema={schema.data}
                  value={draft.table}
                  onChange={(next) => set({ table: next })}
                />
              ) : (
                <CodeInput value={draft.table} disabled />
              )}
            </Field>
            <Field
              label="Policy behavior"
              hint={
                draft.permissive
                  ? "One permissive policy is enough."
                  : "Every restrictive policy must agree."
              }
            >
              <Select
                value={draft.permissive ? "permissive" : "restrictive"}
                onChange={(event) => set({ permissive: event.target.value === "permissive" })}
              >
                <option>permissive</option>
                <option>restrictive</option>
              </Select>
            </Field>
          </div>
          <Choice
            legend="Policy Command"
            value={draft.command}
            options={COMMANDS}
            onChange={(command) => set({ command })}
          />
          <RoleChoice
            offered={schema.data?.roles ?? []}
            chosen={draft.roles}
            onChange={(roles) => set({ roles })}
          />
          <Expressions draft={draft} error={save.error} onChange={set} />
          <SqlPreview change={change} ready={draft.name !== "" && draft.table !== ""} />
          {problem ? <ProblemNotice error={problem} /> : null}
        </SheetBody>
        <SheetFooter>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={save.isPending}>
            Save policy
          </Button>
        </SheetFooter>
      </form>
    </Sheet>
  );
}

interface TableSelectProps {
  readonly schema: DatabaseSchema | undefined;
  readonly value: string;
  readonly onChange: (table: string) => void;
}

function TableSelect({ schema, value, onChange }: TableSelectProps) {
  const tables =
    schema?.tables.filter(
      (table) => table.kind === "table" || table.kind === "partitioned table",
    ) ?? [];
  const names = tables.map((table) => `${table.schema}.${table.name}`);
  return (
    <Select value={value} onChange={(event) => onChange(event.target.value)}>
      {names.includes(value) ? null : <option value={value}>{value || "Choose a table"}</option>}
      {names.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </Select>
  );
}

interface RoleChoiceProps {
  readonly offered: readonly string[];
  readonly chosen: readonly string[];
  readonly onChange: (roles: readonly string[]) => void;
}

/** The roles that requests come with; the others are for those who know them. */
const USUAL = ["authenticated", "anon", "service_role"];

function RoleChoice({ offered, chosen, onChange }: RoleChoiceProps) {
  const others = offered.filter((role) => !USUAL.includes(role));
  const boxes = (roles: readonly string[]) => (
    <div className="flex flex-wrap gap-x-5 gap-y-2">
      {roles.map((role) => (
        <Checkbox
          key={role}
          label={role}
          checked={chosen.includes(role)}
          onChange={(checked) =>
            onChange(checked ? [...chosen, role] : chosen.filter((other) => other !== role))
          }
        />
      ))}
    </div>
  );
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">Target roles</legend>
      {boxes(USUAL)}
      {others.length > 0 ? (
        <details
          className="mt-2 text-[0.8125rem]"
          open={chosen.some((role) => others.includes(role))}
        >
          <summary className="w-fit cursor-pointer text-muted hover:text-ink">Other roles</summary>
          <div className="mt-2">{boxes(others)}</div>
        </details>
      ) : null}
      <p className="mt-1.5 text-[0.8125rem] text-muted">
        {chosen.length === 0 ? "None chosen: the policy is for every role (public)." : " "}
      </p>
    </fieldset>
  );
}

interface ExpressionsProps {
  readonly draft: PolicyDraft;
  readonly error: unknown;
  readonly onChange: (part: Partial<PolicyDraft>) => void;
}

function Expressions({ draft, error, onChange }: ExpressionsProps) {
  return (
    <>
      {takesUsing(draft.command) ? (
        <Field
          label="Using expression"
          hint="Rows for which it is true can be seen, changed or deleted."
          error={fieldError(error, "using")}
        >
          <SqlField
            label="Using expression"
            value={draft.using}
            minHeight="4.5rem"
            maxHeight="14rem"
            placeholder="-- Provide a SQL expression for the using statement"
            onChange={(using) => onChange({ using })}
          />
        </Field>
      ) : null}
      {takesCheck(draft.command) ? (
        <Field
          label="With check expression"
          hint={
            draft.command === "insert"
              ? "A new row for which it is not true is refused."
              : "A changed row for which it is not true is refused. Without it, the using expression stands for both."
          }
          error={fieldError(error, "check")}
        >
          <SqlField
            label="With check expression"
            value={draft.check}
            minHeight="4.5rem"
            maxHeight="14rem"
            placeholder="-- Provide a SQL expression for the with check statement"
            onChange={(check) => onChange({ check })}
          />
        </Field>
      ) : null}
    </>
  );
}

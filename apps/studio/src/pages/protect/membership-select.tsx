// The table that says who is a member of which group.
import { useQuery } from "@tanstack/react-query";
import { schemaQuery } from "../../api/queries.ts";
import { Field, Select } from "../../ui/field.tsx";
import type { ProtectedTable } from "./protect-draft.ts";

export interface MembershipSelectProps {
  readonly table: ProtectedTable;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (memberships: string) => void;
}

export function MembershipSelect({ table, value, error, onChange }: MembershipSelectProps) {
  const schema = useQuery(schemaQuery);
  const own = `${table.schema}.${table.name}`;
  const others = (schema.data?.tables ?? [])
    .filter(({ kind }) => kind === "table")
    .map(({ schema, name }) => `${schema}.${name}`)
    .filter((name) => name !== own);
  return (
    <Field
      label="Table of memberships"
      hint="It names users, and refers to the same group as this table."
      error={value === "" ? undefined : error}
    >
      <Select value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">Choose a table</option>
        {others.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </Select>
    </Field>
  );
}

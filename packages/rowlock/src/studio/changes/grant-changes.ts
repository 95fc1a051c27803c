// Grants to the roles of the Data API: on a table, and on the sequences behind its serial columns.
import { join, type Sql, sql, trusted } from "../../sql/fragment.ts";
import { readableName } from "../../sql/readable-name.ts";
import { type ChangeOf, PRIVILEGES, type Privilege } from "../wire/change.ts";

interface GrantRequest {
  readonly table: Sql;
  readonly grants: ChangeOf<"grant">["grants"];
  readonly sequences: ChangeOf<"grant">["sequences"];
}

export function grantStatements({ table, grants, sequences }: GrantRequest): readonly Sql[] {
  return grants.flatMap(({ role, privileges }) => [
    sql`grant ${listed(privileges)} on table ${table} to ${readableName(role)}`,
    ...(privileges.includes("insert")
      ? sequences.map(
          (sequence) =>
            sql`grant usage, select on sequence ${readableName(sequence.schema, sequence.name)} to ${readableName(role)}`,
        )
      : []),
  ]);
}

export function grant(change: ChangeOf<"grant">): readonly Sql[] {
  return grantStatements({ ...change, table: readableName(change.schema, change.table) });
}

export function revoke(change: ChangeOf<"revoke">): readonly Sql[] {
  const table = readableName(change.schema, change.table);
  return change.grants.map(
    ({ role, privileges }) =>
      sql`revoke ${listed(privileges)} on table ${table} from ${readableName(role)}`,
  );
}

function listed(privileges: readonly Privilege[]): Sql {
  return join(PRIVILEGES.filter((known) => privileges.includes(known)).map(trusted));
}

// Whether the role may send something at all, asked before a large body is read. What is missing comes back in
// PostgreSQL's words for it; null: nothing that can be told without the body.
import type { QualifiedName } from "../../catalog/qualified-name.ts";
import { hasInsertPolicy } from "../../catalog/statements/role-rights.ts";
import type { Table } from "../../catalog/table.ts";
import { literal, param, type Sql, sql } from "../../sql/fragment.ts";

/** As PostgreSQL would refuse it: its words, and the function of its source that says them. */
export interface SendingRefusal {
  readonly message: string;
  readonly routine: "aclcheck_error" | "ExecWithCheckOptions";
}

/** As JSON. */
function refusal(words: SendingRefusal): Sql {
  return literal(JSON.stringify(words));
}

function lacking(message: string): Sql {
  return refusal({ message, routine: "aclcheck_error" });
}

/** For rows that are inserted into a relation, or changes of its rows. */
export function renderRowRights(table: Table, privilege: "INSERT" | "UPDATE"): Sql {
  const oid = sql`${param(table.oid)}::oid`;
  const called = table.kind === "partitioned table" ? "table" : table.kind;
  return sql`select case ${whenNoSchema(table)}
    when not pg_catalog.has_any_column_privilege(${oid}, ${literal(privilege)})
    then ${lacking(`permission denied for ${called} ${table.name}`)}
    ${privilege === "INSERT" ? whenNoPolicy(table, oid) : sql``} end`;
}

/** For arguments of functions of one name: any of them will do. */
export function renderCallRights(routine: QualifiedName, oids: readonly string[]): Sql {
  return sql`select case ${whenNoSchema(routine)}
    when not exists (
      select from pg_catalog.unnest(${param(`{${oids.join()}}`)}::oid[]) as overload(oid)
      where pg_catalog.has_function_privilege(overload.oid, 'execute'))
    then ${lacking(`permission denied for function ${routine.name}`)} end`;
}

function whenNoSchema({ schema }: QualifiedName): Sql {
  return sql`when not exists (
      select from pg_catalog.pg_namespace
      where nspname = ${param(schema)} and pg_catalog.has_schema_privilege(oid, 'usage'))
    then ${lacking(`permission denied for schema ${schema}`)}`;
}

/** Without a permissive policy for the role no row passes, whatever it holds; an UPDATE then just finds none. */
function whenNoPolicy({ name }: Table, oid: Sql): Sql {
  return sql`when pg_catalog.row_security_active(${oid}) and not ${hasInsertPolicy(oid)}
    then ${refusal({ routine: "ExecWithCheckOptions", message: `new row violates row-level security policy for table "${name}"` })}`;
}

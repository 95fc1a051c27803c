// Reads functions from one row type to another: relationships that a person wrote down in SQL.
import type { SqlClient } from "../../sql/sql-client.ts";
import { type QualifiedName, sameName } from "../qualified-name.ts";
import { USER_SCHEMA } from "./fragments.ts";

export interface ComputedRelationship {
  readonly kind: "computed";
  readonly function: QualifiedName;
  readonly table: QualifiedName;
  readonly target: QualifiedName;
  readonly self: boolean;
  readonly toOne: boolean;
}

interface Row {
  readonly function: QualifiedName;
  readonly table: QualifiedName;
  readonly target: QualifiedName;
  readonly to_one: boolean;
}

function named(schema: string, name: string): string {
  return `json_build_object('schema', ${schema}.nspname, 'name', ${name})`;
}

const COMPUTED = `
  with relations as (
    select reltype from pg_class where relkind in ('v', 'r', 'm', 'f', 'p')
  )
  select ${named("n", "routine.proname")} as function,
    ${named("from_schema", "from_type.typname")} as table,
    ${named("to_schema", "to_type.typname")} as target,
    not routine.proretset or routine.prorows = 1 as to_one
  from pg_proc routine
  join pg_namespace n on n.oid = routine.pronamespace
  join pg_type from_type on from_type.oid = routine.proargtypes[0]
  join pg_namespace from_schema on from_schema.oid = from_type.typnamespace
  join pg_type to_type on to_type.oid = routine.prorettype
  join pg_namespace to_schema on to_schema.oid = to_type.typnamespace
  where routine.pronargs = 1 and from_type.oid in (select reltype from relations)
    and to_type.oid in (select reltype from relations) and ${USER_SCHEMA}
  order by n.nspname, routine.proname, routine.oid`;

export async function loadComputedRelationships(
  client: SqlClient,
): Promise<readonly ComputedRelationship[]> {
  const { rows } = await client.query<Row>(COMPUTED);
  return rows.map((row) => ({
    kind: "computed",
    function: row.function,
    table: row.table,
    target: row.target,
    self: sameName(row.table, row.target),
    toOne: row.to_one,
  }));
}

// The database at a glance: what the sidebar lists and the editors complete from.
import { sql, trusted } from "../../sql/fragment.ts";
import type { OwnerConnection } from "../owner-database.ts";
import type { DatabaseSchema } from "../wire/schema.ts";
import { readMissingGrants } from "./missing-grants.ts";
import { readSchemaNames, SHOWN_SCHEMA } from "./schema-names.ts";
import { readTableSummaries } from "./table-summaries.ts";

export async function readSchema(
  database: OwnerConnection,
  exposed: readonly string[],
): Promise<DatabaseSchema> {
  const [schemas, tables, functions, types, roles, missingGrants] = await Promise.all([
    readSchemaNames(database, exposed),
    readTableSummaries(database),
    readFunctionNames(database),
    readTypeNames(database),
    readRoleNames(database),
    readMissingGrants(database, { exposed }),
  ]);
  return { schemas, tables, functions, types, roles, missingGrants };
}

function readFunctionNames(database: OwnerConnection): Promise<DatabaseSchema["functions"]> {
  return database.rows(sql`
    select n.nspname as schema, p.proname as name,
           pg_catalog.pg_get_function_identity_arguments(p.oid) as arguments
      from pg_catalog.pg_proc p
      join pg_catalog.pg_namespace n on n.oid = p.pronamespace
     where p.prokind in ('f', 'p') and ${SHOWN_SCHEMA}
     order by n.nspname, p.proname`);
}

async function readTypeNames(database: OwnerConnection): Promise<readonly string[]> {
  const rows = await database.rows<{ name: string }>(sql`
    select pg_catalog.format_type(t.oid, null) as name
      from pg_catalog.pg_type t
      join pg_catalog.pg_namespace n on n.oid = t.typnamespace
      left join pg_catalog.pg_class c on c.oid = t.typrelid
     where ${SHOWN_SCHEMA} and (t.typtype in ('e', 'd') or c.relkind = 'c' or (t.typtype = 'b' and t.typelem = 0))
     order by 1`);
  return rows.map(({ name }) => name);
}

/** Hides PostgreSQL's own roles and logins that only Rowlock uses. */
const OFFERED_ROLE = trusted("r.rolname !~ '^pg_' and not r.rolsuper");

async function readRoleNames(database: OwnerConnection): Promise<readonly string[]> {
  const rows = await database.rows<{ name: string }>(sql`
    select r.rolname as name
      from pg_catalog.pg_roles r
     where ${OFFERED_ROLE}
     order by array_position('{authenticated,anon,service_role}', r.rolname::text), r.rolname`);
  return rows.map(({ name }) => name);
}

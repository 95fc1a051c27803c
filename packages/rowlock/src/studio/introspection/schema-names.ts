// Which schemas Studio shows, and whose they are.
import { isPlatformSchema } from "../../database/baseline/platform-schemas.ts";
import { param, type Sql, sql, trusted } from "../../sql/fragment.ts";
import type { OwnerConnection } from "../owner-database.ts";
import type { SchemaName } from "../wire/schema.ts";

/** A condition on `n` (pg_namespace): the schemas of people, not of PostgreSQL. */
export const SHOWN_SCHEMA: Sql = trusted(
  "n.nspname not in ('pg_catalog', 'information_schema', '_rowlock') and n.nspname !~ '^pg_(toast|temp)'",
);

export async function readSchemaNames(
  database: OwnerConnection,
  exposed: readonly string[],
): Promise<readonly SchemaName[]> {
  const rows = await database.rows<{ name: string }>(sql`
    select n.nspname as name
      from pg_catalog.pg_namespace n
     where ${SHOWN_SCHEMA}
       and pg_catalog.has_schema_privilege(n.oid, ${param("usage")})
     order by n.nspname = 'public' desc, n.nspname`);
  return rows.map(({ name }) => ({
    name,
    exposed: exposed.includes(name),
    managed: isPlatformSchema(name),
  }));
}

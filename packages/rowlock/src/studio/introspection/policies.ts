// Row level security policies as PostgreSQL holds them: of one table, or of all.
import { param, type Sql, sql, trusted } from "../../sql/fragment.ts";
import type { OwnerConnection } from "../owner-database.ts";
import type { Policy } from "../wire/schema.ts";
import { SHOWN_SCHEMA } from "./schema-names.ts";

export interface TableName {
  readonly schema: string;
  readonly table: string;
}

/** The table's oid, as a fragment; an unknown table has none (NULL). */
export function tableId({ schema, table }: TableName): Sql {
  return sql`(
    select named.oid
      from pg_catalog.pg_class named
      join pg_catalog.pg_namespace holder on holder.oid = named.relnamespace
     where holder.nspname = ${param(schema)} and named.relname = ${param(table)}
  )`;
}

/** pg_cron brings policies of its own; those on tables of storage, realtime and auth are the project's. */
const NOT_THE_PLATFORMS = trusted("n.nspname <> 'cron'");

export async function readPolicies(
  database: OwnerConnection,
  only?: TableName,
): Promise<readonly Policy[]> {
  return database.rows<Policy>(sql`
    select n.nspname as schema,
           c.relname as table,
           p.polname as name,
           p.polpermissive as permissive,
           case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
                         when 'd' then 'delete' else 'all' end as command,
           array(
             select case when role.id = 0 then 'public' else pg_catalog.pg_get_userbyid(role.id)::text end
               from unnest(p.polroles) with ordinality as role(id, place) order by role.place
           ) as roles,
           pg_catalog.pg_get_expr(p.polqual, p.polrelid) as using,
           pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) as check
      from pg_catalog.pg_policy p
      join pg_catalog.pg_class c on c.oid = p.polrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where ${SHOWN_SCHEMA} and ${only === undefined ? NOT_THE_PLATFORMS : sql`c.oid = ${tableId(only)}`}
     order by n.nspname, c.relname, p.polname`);
}

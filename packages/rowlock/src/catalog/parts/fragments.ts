// Pieces of SQL that several parts share, and how their rows are gathered. Trusted text of our own: nothing from outside
// goes into it. Everywhere `c` is pg_class and `n` its pg_namespace.
import type { SqlClient } from "../../sql/sql-client.ts";
import { groupBy } from "../group-by.ts";
import type { QualifiedName } from "../qualified-name.ts";

/** Keeps to schemas that people make: PostgreSQL reserves names that begin with pg_. */
export const USER_SCHEMA = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'";

// The inner tables of hosted Supabase's services: no API shows them, and there are more of them than most
// apps have of their own. auth.users stays, since views and foreign keys lead to it.
/** Leaves out what a service owns. */
export const NOT_A_SERVICES = `(c.relname = 'users'
    or pg_get_userbyid(c.relowner) not in ('supabase_auth_admin', 'supabase_realtime_admin'))`;

/** Tables, views and their like. */
export const IS_RELATION = "c.relkind in ('r', 'p', 'v', 'm', 'f')";

/** Of the first two values: the one relation that a reading is limited to, or NULL twice. */
export const CHOSEN = "($1::text is null or n.nspname = $1 and c.relname = $2)";

/** The values that `CHOSEN` asks for. */
export function chosen(only: QualifiedName | undefined): readonly [string | null, string | null] {
  return [only?.schema ?? null, only?.name ?? null];
}

/** For each type what it is at bottom, under its domains. Goes into `with recursive`. */
export const BASE_TYPES = `domains as (
    select oid, typbasetype as base, typtypmod as typmod from pg_type where typtype = 'd'
    union all
    select domains.oid, inner_type.typbasetype, inner_type.typtypmod
    from domains join pg_type inner_type on inner_type.oid = domains.base
    where inner_type.typtype = 'd'
  ),
  base_types as (
    select type.oid, bottom.oid as base, bottom.typnamespace as namespace, bottom.typtype as kind, domains.typmod
    from pg_type type
    left join domains on domains.oid = type.oid and not exists (
      select from pg_type further where further.oid = domains.base and further.typtype = 'd')
    join pg_type bottom on bottom.oid = coalesce(domains.base, type.oid)
    where type.typtype <> 'd' or domains.base is not null
  )`;

/** A condition: whether an object came with an extension. `catalog` is the one that it is a row of. */
export function fromExtension(catalog: "pg_class" | "pg_proc", oid: string): string {
  return `exists (
      select from pg_depend d where d.classid = '${catalog}'::regclass and d.objid = ${oid} and d.deptype = 'e'
    )`;
}

/** Rows that name their relation's oid, gathered under it in their order. */
export async function loadByRelation<Row extends object>(
  client: SqlClient,
  query: string,
  values: readonly unknown[] = [],
): Promise<ReadonlyMap<string, readonly Omit<Row, "relation">[]>> {
  const { rows } = await client.query<Row & { readonly relation: string }>(query, [...values]);
  const groups = groupBy(rows, ({ relation }) => relation);
  return new Map(
    [...groups].map(([oid, group]) => [oid, group.map(({ relation: _, ...row }) => row)]),
  );
}

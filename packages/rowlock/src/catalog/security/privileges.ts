// Who may do what with a relation: the grants as written, and what they come to for the roles of interest.
import type { SqlClient } from "../../database/sql-client.ts";
import { groupBy } from "./group-by.ts";

export const TABLE_PRIVILEGES = [
  "SELECT",
  "INSERT",
  "UPDATE",
  "DELETE",
  "TRUNCATE",
  "REFERENCES",
  "TRIGGER",
] as const;

export type TablePrivilege = (typeof TABLE_PRIVILEGES)[number];

/** A grant as written; `grantee` is `public` for everyone. */
export interface GrantFacts {
  readonly grantee: string;
  readonly privilege: string;
  /** The one column that it is for, or null for the whole relation. */
  readonly column: string | null;
}

/** What grants, memberships and PUBLIC come to for one role. */
export interface EffectivePrivileges {
  readonly role: string;
  readonly table: readonly TablePrivilege[];
  /** Columns with a privilege of their own, where the whole relation lacks it. */
  readonly columns: readonly {
    readonly column: string;
    readonly privileges: readonly TablePrivilege[];
  }[];
}

const GRANTS = `
  select c.oid::text as relation, case when x.grantee = 0 then 'public' else pg_get_userbyid(x.grantee)::text end as grantee,
    x.privilege_type as privilege, null as column
  from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) x
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and x.grantee <> c.relowner
  union all
  select c.oid::text, case when x.grantee = 0 then 'public' else pg_get_userbyid(x.grantee)::text end, x.privilege_type, a.attname
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid, aclexplode(a.attacl) x
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and x.grantee <> c.relowner and not a.attisdropped
  order by 1, 4 nulls first, 2, 3`;

/** The written grants, by relation; the owner's own are left out. */
export async function loadGrants(
  client: SqlClient,
): Promise<ReadonlyMap<string, readonly GrantFacts[]>> {
  const { rows } = await client.query<GrantFacts & { readonly relation: string }>(GRANTS);
  return groupBy(rows, ({ relation, ...grant }) => [relation, grant]);
}

const EFFECTIVE = `
  select c.oid::text as relation, r.rolname as role,
    array(select p from unnest($2::text[]) p where has_table_privilege(r.oid, c.oid, p)) as table,
    coalesce((
      select json_agg(json_build_object('column', held.attname, 'privileges', held.privileges))
      from (
        select a.attname, array(
          select p from unnest(array['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) p
          where not has_table_privilege(r.oid, c.oid, p) and has_column_privilege(r.oid, c.oid, a.attnum, p)
        ) as privileges
        from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attacl is not null
      ) held
      where cardinality(held.privileges) > 0
    ), '[]') as columns
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_roles r on r.rolname = any ($1)
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  order by c.oid, r.rolname`;

/** What the roles may do in the end, by relation. */
export async function loadEffectivePrivileges(
  client: SqlClient,
  roles: readonly string[],
): Promise<ReadonlyMap<string, readonly EffectivePrivileges[]>> {
  const { rows } = await client.query<EffectivePrivileges & { readonly relation: string }>(
    EFFECTIVE,
    [roles, TABLE_PRIVILEGES],
  );
  return groupBy(rows, ({ relation, ...privileges }) => [relation, privileges]);
}

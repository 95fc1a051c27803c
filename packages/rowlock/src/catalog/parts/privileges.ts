// Who may do what with a relation: the grants as written, and what they come to for the roles of interest.
import type { SqlClient } from "../../sql/sql-client.ts";
import type { QualifiedName } from "../qualified-name.ts";
import { CHOSEN, chosen, IS_RELATION, loadByRelation, USER_SCHEMA } from "./fragments.ts";

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
  where ${IS_RELATION} and ${USER_SCHEMA}
    and x.grantee <> c.relowner
  union all
  select c.oid::text, case when x.grantee = 0 then 'public' else pg_get_userbyid(x.grantee)::text end, x.privilege_type, a.attname
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid, aclexplode(a.attacl) x
  where ${IS_RELATION} and ${USER_SCHEMA}
    and x.grantee <> c.relowner and not a.attisdropped
  order by 1, 4 nulls first, 2, 3`;

/** The written grants, by relation; the owner's own are left out. */
export function loadGrants(client: SqlClient): Promise<ReadonlyMap<string, readonly GrantFacts[]>> {
  return loadByRelation<GrantFacts>(client, GRANTS);
}

const EFFECTIVE = `
  select c.oid::text as relation, r.rolname as role,
    array(select p from unnest($4::text[]) p where has_table_privilege(r.oid, c.oid, p)) as table,
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
  join pg_roles r on r.rolname = any ($3)
  where ${IS_RELATION} and ${USER_SCHEMA} and ${CHOSEN}
  order by c.oid, r.rolname`;

export interface PrivilegesOptions {
  readonly roles: readonly string[];
  readonly only?: QualifiedName | undefined;
}

/** What the roles may do in the end, by relation. */
export function loadEffectivePrivileges(
  client: SqlClient,
  { roles, only }: PrivilegesOptions,
): Promise<ReadonlyMap<string, readonly EffectivePrivileges[]>> {
  const values = [...chosen(only), roles, TABLE_PRIVILEGES];
  return loadByRelation<EffectivePrivileges>(client, EFFECTIVE, values);
}

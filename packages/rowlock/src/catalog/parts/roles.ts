// The roles a request may run as, the schemas they may use, and what they are given on things not yet made.
import type { SqlClient } from "../../sql/sql-client.ts";
import { USER_SCHEMA } from "./fragments.ts";

export interface RoleFacts {
  readonly name: string;
  readonly superuser: boolean;
  readonly bypassesRls: boolean;
  /** The roles whose rights it has, directly or through others; itself left out. */
  readonly memberOf: readonly string[];
  /** Of the roles that it may become, those that no policy holds. */
  readonly mayBecomeUnbound: readonly string[];
  /** What `ALTER ROLE ... SET` says of it here, as `name=value`. */
  readonly settings: readonly string[];
}

const ROLES = `
  select r.rolname as name, r.rolsuper as superuser, r.rolbypassrls as "bypassesRls",
    array(select m.rolname::text from pg_roles m
      where m.oid <> r.oid and pg_has_role(r.oid, m.oid, 'USAGE') order by 1) as "memberOf",
    array(select m.rolname::text from pg_roles m
      where m.oid <> r.oid and (m.rolsuper or m.rolbypassrls) and pg_has_role(r.oid, m.oid, 'MEMBER')
      order by 1) as "mayBecomeUnbound",
    array(select entry from pg_db_role_setting s, unnest(s.setconfig) as entry
      where s.setrole = r.oid
        and s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
      order by 1) as settings
  from pg_roles r
  where r.rolname = any ($1) or r.rolname = 'authenticator'
  order by r.rolname`;

/** Those of the named roles that exist, and the login through which PostgREST takes all of them on. */
export async function loadRoles(
  client: SqlClient,
  roles: readonly string[],
): Promise<readonly RoleFacts[]> {
  const { rows } = await client.query<RoleFacts>(ROLES, [roles]);
  return rows;
}

const ROLE_NAMES = `
  select r.rolname as name from pg_roles r where r.rolname !~ '^pg_' and not r.rolsuper order by r.rolname`;

/** The roles that a grant or a policy would name: PostgreSQL's own and superusers left out. */
export async function loadRoleNames(client: SqlClient): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(ROLE_NAMES);
  return rows.map(({ name }) => name);
}

export interface SchemaFacts {
  readonly name: string;
  readonly owner: string;
  /** Whether this login may look names up in it. */
  readonly usable: boolean;
  /** The roles asked about that may look names up in it. */
  readonly usableBy: readonly string[];
  /** The roles asked about that may make objects in it. */
  readonly creatableBy: readonly string[];
}

const SCHEMAS = `
  select n.nspname as name, pg_get_userbyid(n.nspowner) as owner,
    has_schema_privilege(n.oid, 'USAGE') as usable,
    array(select r.rolname::text from pg_roles r
      where r.rolname = any ($1) and has_schema_privilege(r.oid, n.oid, 'USAGE') order by 1) as "usableBy",
    array(select r.rolname::text from pg_roles r
      where r.rolname = any ($1) and has_schema_privilege(r.oid, n.oid, 'CREATE') order by 1) as "creatableBy"
  from pg_namespace n
  where ${USER_SCHEMA}
  order by n.nspname`;

export async function loadSchemas(
  client: SqlClient,
  roles: readonly string[],
): Promise<readonly SchemaFacts[]> {
  const { rows } = await client.query<SchemaFacts>(SCHEMAS, [roles]);
  return rows;
}

/** A standing order: what `creator` makes in `schema` (null: anywhere) is granted to `grantee`. */
export interface DefaultPrivilegeFacts {
  readonly creator: string;
  readonly schema: string | null;
  readonly objects: "tables" | "sequences" | "functions" | "types" | "schemas";
  readonly grantee: string;
  readonly privileges: readonly string[];
}

const DEFAULT_PRIVILEGES = `
  select pg_get_userbyid(d.defaclrole) as creator, n.nspname as schema,
    case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions'
      when 'T' then 'types' else 'schemas' end as objects,
    case when x.grantee = 0 then 'public' else pg_get_userbyid(x.grantee)::text end as grantee,
    array_agg(x.privilege_type order by x.privilege_type) as privileges
  from pg_default_acl d
  left join pg_namespace n on n.oid = d.defaclnamespace, aclexplode(d.defaclacl) x
  group by 1, 2, 3, 4
  order by 1, 2, 3, 4`;

export async function loadDefaultPrivileges(
  client: SqlClient,
): Promise<readonly DefaultPrivilegeFacts[]> {
  const { rows } = await client.query<DefaultPrivilegeFacts>(DEFAULT_PRIVILEGES);
  return rows;
}

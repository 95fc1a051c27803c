// Pieces of SQL that several catalog queries share. Trusted text of our own: nothing from outside goes into it.

/** Keeps to schemas that people make; wants `namespace` for pg_namespace. */
export const USER_SCHEMAS = `namespace.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
    and namespace.nspname !~ '^pg_(toast_)?temp_'`;

// The inner tables of hosted Supabase's services: no API shows them, and there are more of them than most
// apps have of their own. auth.users stays, since views and foreign keys lead to it.
/** Leaves out what a service owns; wants `relation` for pg_class. */
export const NOT_A_SERVICES = `(relation.relname = 'users'
    or pg_get_userbyid(relation.relowner) not in ('supabase_auth_admin', 'supabase_realtime_admin'))`;

/** For each type what it is at bottom, under its domains. Goes into `with recursive`. */
export const BASE_TYPES = `domains as (
    select oid, typbasetype as base from pg_type where typtype = 'd'
    union all
    select domains.oid, inner_type.typbasetype
    from domains join pg_type inner_type on inner_type.oid = domains.base
    where inner_type.typtype = 'd'
  ),
  base_types as (
    select type.oid, bottom.oid as base, bottom.typnamespace as namespace
    from pg_type type
    left join domains on domains.oid = type.oid and not exists (
      select from pg_type further where further.oid = domains.base and further.typtype = 'd')
    join pg_type bottom on bottom.oid = coalesce(domains.base, type.oid)
    where type.typtype <> 'd' or domains.base is not null
  )`;

// What people made in the schema public, by the names that DROP takes; extensions' parts are left out, for they go with
// their extension. Trusted text, put into the loops that empty a database.

/** Their `name`, and their `kind` in DROP's words. Sequences of columns go with their column. */
export const OWN_RELATIONS = `select
  c.relname as name,
  case c.relkind
    when 'v' then 'view'
    when 'm' then 'materialized view'
    when 'S' then 'sequence'
    when 'f' then 'foreign table'
    when 'c' then 'type'
    else 'table'
  end as kind
from pg_catalog.pg_class as c
where c.relnamespace = 'public'::regnamespace
  and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f', 'c')
  and not exists (
    select from pg_catalog.pg_depend as d
    where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid
      and (d.deptype = 'e' or d.deptype = 'i' and c.relkind = 'S')
  )`;

/** With their arguments. */
export const OWN_ROUTINES = `select p.oid::regprocedure as name
from pg_catalog.pg_proc as p
where p.pronamespace = 'public'::regnamespace
  and not exists (
    select from pg_catalog.pg_depend as d
    where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = p.oid and d.deptype in ('e', 'i')
  )`;

export const OWN_TYPES = `select t.typname as name
from pg_catalog.pg_type as t
where t.typnamespace = 'public'::regnamespace
  and t.typtype in ('e', 'd', 'r')
  and not exists (
    select from pg_catalog.pg_depend as d
    where d.classid = 'pg_catalog.pg_type'::regclass and d.objid = t.oid and d.deptype = 'e'
  )`;

/** Policies on the platform's tables, with the table as `place`: only people write any there. */
export const PLATFORM_POLICIES = `select p.polname as name, c.oid::regclass as place
from pg_catalog.pg_policy as p
join pg_catalog.pg_class as c on c.oid = p.polrelid
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where n.nspname in ('auth', 'realtime', 'storage')`;

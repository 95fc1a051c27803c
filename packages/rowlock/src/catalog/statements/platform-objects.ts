// The parts of the guard over the platform's objects that name PostgreSQL's catalog: which objects there are, whose they
// are, and what one looks like. Trusted text, put into the functions and statements of database/baseline.

/** The catalog that relations are rows of, as an SQL literal: the classid of a table or view. */
export const RELATIONS = "'pg_class'";

/** The body of a function of `classid` and `objid`: all of an object that nobody but its owner may change, as one text. */
export const OBJECT_FINGERPRINT = `select case classid
  when 'pg_class'::regclass then (
    select concat_ws('|', relname, relnamespace, relowner, relkind, relpersistence, relrowsecurity,
      relforcerowsecurity, reloptions,
      (select string_agg(concat_ws(' ', attname, atttypid, atttypmod, attnotnull, attgenerated,
          pg_get_expr(adbin, adrelid)), ',' order by attnum)
       from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
       where attrelid = c.oid and attnum > 0 and not attisdropped and c.relkind in ('r', 'p', 'v')),
      (select string_agg(conname || contype::text, ',' order by conname) from pg_constraint where conrelid = c.oid),
      (select string_agg(rulename || ev_enabled::text, ',' order by rulename) from pg_rewrite where ev_class = c.oid),
      (select string_agg(tgname || tgenabled::text, ',' order by tgname)
       from pg_trigger join _rowlock.platform_object as known
         on known.classid = 'pg_trigger'::regclass and known.objid = pg_trigger.oid
       where tgrelid = c.oid))
    from pg_class as c where oid = objid)
  when 'pg_proc'::regclass then (
    select concat_ws('|', proname, pronamespace, proowner, prolang, prosecdef, provolatile, proconfig, prosrc)
    from pg_proc where oid = objid)
  when 'pg_type'::regclass then (
    select concat_ws('|', typname, typnamespace, typowner,
      (select string_agg(enumlabel, ',' order by enumsortorder) from pg_enum where enumtypid = t.oid))
    from pg_type as t where oid = objid)
  when 'pg_trigger'::regclass then (
    select concat_ws('|', tgname, tgrelid, tgfoid) from pg_trigger where oid = objid)
end`;

/** Kind and name of what the current user owns in the schema `schema_name`. */
export const OBJECTS_TO_HAND_OVER = `select 'table' as kind, oid::regclass::text as name
from pg_catalog.pg_class
where relnamespace = schema_name::regnamespace and relkind in ('r', 'p', 'v') and relowner = current_user::regrole
union all
select 'routine', oid::regprocedure::text
from pg_catalog.pg_proc
where pronamespace = schema_name::regnamespace and proowner = current_user::regrole
union all
select 'type', t.oid::regtype::text
from pg_catalog.pg_type as t
left join pg_catalog.pg_class as c on c.oid = t.typrelid
where typnamespace = schema_name::regnamespace and typowner = current_user::regrole
  and (typtype in ('e', 'd') or typtype = 'c' and c.relkind = 'c')`;

/** The last parts of a WITH that has `owners` and `schemas`: what is registered as `objects`. */
export const PLATFORM_OBJECTS = `relations as (
  select c.oid, c.relnamespace from pg_catalog.pg_class as c
  where c.relnamespace in (table schemas) and c.relowner in (table owners) and not c.relispartition
    and c.relkind in ('r', 'p', 'v', 'S', 'i', 'I', 'c')
),
-- A trigger has no owner; the platform's call a function of their own schema.
objects (classid, objid) as (
  select 'pg_class'::regclass, oid from relations
  union all
  select 'pg_proc'::regclass, oid from pg_catalog.pg_proc
  where pronamespace in (table schemas) and proowner in (table owners)
  union all
  select 'pg_type'::regclass, oid from pg_catalog.pg_type
  where typnamespace in (table schemas) and typowner in (table owners) and typtype = 'e'
  union all
  select 'pg_trigger'::regclass, t.oid
  from pg_catalog.pg_trigger as t
  join relations on relations.oid = t.tgrelid
  join pg_catalog.pg_proc as p on p.oid = t.tgfoid and p.pronamespace = relations.relnamespace
  where not t.tgisinternal
)`;

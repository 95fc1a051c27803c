// What keeps the platform's objects as the baseline made them. `postgres` inherits the rights of their owners, because
// PostgreSQL lets only an owner write policies and drop triggers; two event triggers refuse what only an owner could do
// besides: drop, rename, disown, change, switch row level security off. In hosted Supabase's words, by state: whatever
// the statement was, an object of the register must look afterwards as it was registered.
// ENABLE ALWAYS, since session_replication_role silences other triggers. INVARIANT: the owners have no CREATE on their
// schemas, and each owns a function there: that is what stops REASSIGN OWNED, for which no event trigger fires.

/** Before the baseline: the register and what an object looks like. */
export const GUARD_REGISTER = `
  create table if not exists _rowlock.platform_object (
    classid oid not null,
    objid oid not null,
    fingerprint text not null,
    primary key (classid, objid)
  );

  create or replace function _rowlock.fingerprint(classid oid, objid oid) returns text
  language sql stable set search_path = pg_catalog as $$
    select case classid
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
    end
  $$;

  create or replace function _rowlock.refuse_change() returns event_trigger
  language plpgsql security definer set search_path = pg_catalog as $$
  declare
    changed record;
  begin
    -- Whoever logged in as the superuser is Rowlock itself.
    if (select rolsuper from pg_roles where rolname = session_user) then
      return;
    end if;
    if tg_event = 'sql_drop' then
      select dropped.object_type as kind, coalesce(dropped.object_name, dropped.object_identity) as name
      into changed
      from pg_event_trigger_dropped_objects() as dropped
      join _rowlock.platform_object as known on known.classid = dropped.classid and known.objid = dropped.objid
      where dropped.objsubid = 0
      order by dropped.original desc
      limit 1;
    else
      -- A column and a rule are told as themselves: what they change is their table.
      select split_part(command.object_type, ' ', 1) as kind, (parse_ident(command.object_identity, false))[2] as name
      into changed
      from pg_event_trigger_ddl_commands() as command
      left join pg_rewrite as rule on command.classid = 'pg_rewrite'::regclass and rule.oid = command.objid
      join _rowlock.platform_object as known
        on known.classid = case when rule.oid is null then command.classid else 'pg_class'::regclass end
        and known.objid = coalesce(rule.ev_class, command.objid)
      where known.fingerprint is distinct from _rowlock.fingerprint(known.classid, known.objid)
      limit 1;
    end if;
    if found then
      raise exception 'must be owner of % %', changed.kind, changed.name
        using errcode = '42501',
          hint = 'It belongs to the platform, here as on hosted Supabase. Policies, triggers and rows are yours to make there.';
    end if;
  end
  $$;
`;

/** After the baseline: hands each schema's objects to their owner, and closes the register over all of them. */
export const GUARD = `
  create or replace function _rowlock.hand_over(schema_name text, owner_name text) returns void
  language plpgsql as $$
  declare
    item record;
  begin
    for item in
      select 'table' as kind, oid::regclass::text as name
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
        and (typtype in ('e', 'd') or typtype = 'c' and c.relkind = 'c')
    loop
      execute format('alter %s %s owner to %I', item.kind, item.name, owner_name);
    end loop;
  end
  $$;
  select _rowlock.hand_over('auth', 'supabase_auth_admin');
  select _rowlock.hand_over('storage', 'supabase_storage_admin');
  select _rowlock.hand_over('realtime', 'supabase_realtime_admin');
  select _rowlock.hand_over('supabase_functions', 'supabase_functions_admin');

  truncate _rowlock.platform_object;
  with
    owners as (
      select oid from pg_catalog.pg_roles
      where rolname = current_user or rolname like 'supabase\\_%\\_admin'
    ),
    schemas as (
      select oid from pg_catalog.pg_namespace where nspname in ('auth', 'storage', 'realtime', 'supabase_functions')
    ),
    relations as (
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
    )
  insert into _rowlock.platform_object (classid, objid, fingerprint)
  select classid, objid, '' from objects;
  -- A table's fingerprint asks which of its triggers are registered.
  update _rowlock.platform_object set fingerprint = _rowlock.fingerprint(classid, objid);

  -- postgres may read all data, schemas included; running things is another matter.
  revoke execute on all functions in schema _rowlock from public;

  drop event trigger if exists rowlock_guard_drop;
  create event trigger rowlock_guard_drop on sql_drop execute function _rowlock.refuse_change();
  alter event trigger rowlock_guard_drop enable always;
  drop event trigger if exists rowlock_guard_change;
  create event trigger rowlock_guard_change on ddl_command_end execute function _rowlock.refuse_change();
  alter event trigger rowlock_guard_change enable always;
`;

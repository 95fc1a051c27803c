// What keeps the platform's objects as the baseline made them. `postgres` inherits the rights of their owners, because
// PostgreSQL lets only an owner write policies and drop triggers; two event triggers refuse what only an owner could do
// besides: drop, rename, disown, change, switch row level security off. In hosted Supabase's words, by state: whatever
// the statement was, an object of the register must look afterwards as it was registered.
// ENABLE ALWAYS, since session_replication_role silences other triggers. INVARIANT: the owners have no CREATE on their
// schemas, and each owns a function there: that is what stops REASSIGN OWNED, for which no event trigger fires.
import {
  OBJECT_FINGERPRINT,
  OBJECTS_TO_HAND_OVER,
  PLATFORM_OBJECTS,
  RELATIONS,
} from "../../catalog/statements/platform-objects.ts";

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
    ${OBJECT_FINGERPRINT}
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
        on known.classid = case when rule.oid is null then command.classid else ${RELATIONS}::regclass end
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
      ${OBJECTS_TO_HAND_OVER}
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
    ${PLATFORM_OBJECTS}
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

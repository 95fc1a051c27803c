// The SQL that empties a database which cannot be dropped: schemas of the app's own, everything in public, the users
// that migrations wrote, their extensions, the record of what was applied. What belongs to another owner stays.

import { PLATFORM_SCHEMAS } from "../baseline/platform-schemas.ts";

// Schemas that hosted Supabase and PostgreSQL manage, as patterns.
const MANAGED = [
  ...PLATFORM_SCHEMAS.map((name) => name.replaceAll("_", "\\_")),
  "information\\_schema",
  "pg\\_%",
  "\\_%",
  "graphql%",
  "pgmq%",
  "pgsodium%",
  "public",
  "supabase\\_%",
];

// Those that hosted Supabase or Rowlock put there before the first migration.
const KEPT_EXTENSIONS = [
  "pg_graphql",
  "pg_net",
  "pg_stat_statements",
  "pgcrypto",
  "pgjwt",
  "pgsodium",
  "plpgsql",
  "supabase_vault",
  "uuid-ossp",
];

export const EMPTY_DATABASE = `
do $$
declare
  victim record;
begin
  for victim in
    select n.nspname as name
    from pg_catalog.pg_namespace as n
    where not n.nspname like any (array[${MANAGED.map((name) => `'${name}'`).join(", ")}])
      and pg_catalog.pg_has_role(n.nspowner, 'usage')
      and not exists (
        select from pg_catalog.pg_depend as d
        where d.classid = 'pg_catalog.pg_namespace'::regclass and d.objid = n.oid and d.deptype = 'e'
      )
  loop
    execute format('drop schema %I cascade', victim.name);
  end loop;

  for victim in
    select extname as name
    from pg_catalog.pg_extension
    where pg_catalog.pg_has_role(extowner, 'usage')
      and extname not in (${KEPT_EXTENSIONS.map((name) => `'${name}'`).join(", ")})
  loop
    execute format('drop extension %I cascade', victim.name);
  end loop;

  for victim in
    select
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
      )
  loop
    execute format('drop %s if exists public.%I cascade', victim.kind, victim.name);
  end loop;

  for victim in
    select p.oid::regprocedure as name
    from pg_catalog.pg_proc as p
    where p.pronamespace = 'public'::regnamespace
      and not exists (
        select from pg_catalog.pg_depend as d
        where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = p.oid and d.deptype in ('e', 'i')
      )
  loop
    execute format('drop routine if exists %s cascade', victim.name);
  end loop;

  for victim in
    select t.typname as name
    from pg_catalog.pg_type as t
    where t.typnamespace = 'public'::regnamespace
      and t.typtype in ('e', 'd', 'r')
      and not exists (
        select from pg_catalog.pg_depend as d
        where d.classid = 'pg_catalog.pg_type'::regclass and d.objid = t.oid and d.deptype = 'e'
      )
  loop
    execute format('drop type if exists public.%I cascade', victim.name);
  end loop;

  -- A migration that writes one is applied again. Where it is not this login's to drop, it stays.
  for victim in
    select p.polname as name, c.oid::regclass as place
    from pg_catalog.pg_policy as p
    join pg_catalog.pg_class as c on c.oid = p.polrelid
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where n.nspname in ('auth', 'realtime', 'storage')
  loop
    begin
      execute format('drop policy %I on %s', victim.name, victim.place);
    exception when insufficient_privilege then
      null;
    end;
  end loop;

  -- In a plain PostgreSQL the login owns them, and no files belong to the rows.
  if exists (
    select from pg_catalog.pg_tables
    where schemaname = 'storage' and tablename = 'buckets' and tableowner = current_user
  ) then
    set local storage.allow_delete_query = 'true';
    delete from storage.objects;
    delete from storage.buckets;
  end if;

  if to_regclass('auth.users') is not null and has_table_privilege('auth.users', 'delete') then
    delete from auth.users;
  end if;
  if to_regclass('supabase_migrations.schema_migrations') is not null then
    delete from supabase_migrations.schema_migrations;
  end if;
  if to_regclass('supabase_migrations.seed_files') is not null then
    delete from supabase_migrations.seed_files;
  end if;
  -- The roles that roles.sql made are the server's, and stay.
  if to_regclass('supabase_migrations.rowlock_files') is not null then
    delete from supabase_migrations.rowlock_files where path <> 'supabase/roles.sql';
  end if;
  if to_regclass('supabase_migrations.rowlock_passed_over') is not null then
    delete from supabase_migrations.rowlock_passed_over;
  end if;
end
$$
`;

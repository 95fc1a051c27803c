// The SQL that empties a database which cannot be dropped: schemas of the app's own, everything in public, the users
// that migrations wrote, their extensions, the record of what was applied. What belongs to another owner stays.

import {
  OWN_RELATIONS,
  OWN_ROUTINES,
  OWN_TYPES,
  PLATFORM_POLICIES,
} from "../../catalog/statements/own-objects.ts";
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
    ${OWN_RELATIONS}
  loop
    execute format('drop %s if exists public.%I cascade', victim.kind, victim.name);
  end loop;

  for victim in
    ${OWN_ROUTINES}
  loop
    execute format('drop routine if exists %s cascade', victim.name);
  end loop;

  for victim in
    ${OWN_TYPES}
  loop
    execute format('drop type if exists public.%I cascade', victim.name);
  end loop;

  -- A migration that writes one is applied again. Where it is not this login's to drop, it stays.
  for victim in
    ${PLATFORM_POLICIES}
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

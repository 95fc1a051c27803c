// The roles of hosted Supabase's own services, which migrations and dumps name: as owners, in grants and in policies.
// None of them can log in or is a superuser, and no role of requests is a member of one. Some own the platform's
// tables: `postgres` inherits these, since PostgreSQL lets only an owner write policies, but cannot become them.

/** They own tables of the platform. */
export const OWNING_ROLES = [
  "supabase_auth_admin",
  "supabase_functions_admin",
  "supabase_realtime_admin",
  "supabase_storage_admin",
] as const;

/** They own nothing here; dumps and grants name them. */
export const NAMED_ROLES = [
  "dashboard_user",
  "pgbouncer",
  "pgsodium_keyholder",
  "pgsodium_keyiduser",
  "pgsodium_keymaker",
  "pgtle_admin",
  "supabase_etl_admin",
  "supabase_read_only_user",
  "supabase_replication_admin",
] as const;

export const PLATFORM_ROLES: readonly string[] = [...OWNING_ROLES, ...NAMED_ROLES];

const list = (names: readonly string[]) => names.map((name) => `'${name}'`).join(", ");

/** Idempotent; runs as the superuser, once \`postgres\` is there. */
export const PREPARE_PLATFORM_ROLES = `
  do $$
  declare
    name text;
    -- Before PostgreSQL 16 a member can also become the role; there is no way to say otherwise.
    kind text := case when current_setting('server_version_num')::int >= 160000
      then 'with inherit true, set false' else '' end;
  begin
    foreach name in array array[${list(PLATFORM_ROLES)}] loop
      if not exists (select from pg_catalog.pg_roles where rolname = name) then
        execute format('create role %I nologin noinherit', name);
      end if;
    end loop;
    foreach name in array array[${list(OWNING_ROLES)}] loop
      execute format('grant %I to postgres %s', name, kind);
    end loop;
  end
  $$;
`;

// The platform's objects as a project's own user meets them: usable as on hosted Supabase, and not to be taken apart.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase, testMajor } from "../../../test/database.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

/** Runs as `postgres` in a transaction that is undone; gives the refusal, or "done". */
async function attempt(statements: string): Promise<string> {
  try {
    await database.query(`begin; ${statements}; rollback`);
    return "done";
  } catch (error) {
    await database.query("rollback");
    return (error as Error).message;
  }
}

describe("the guard", () => {
  test.each([
    "create policy p on storage.objects for select using (bucket_id = 'avatars')",
    "create policy p on storage.objects using (true); alter policy p on storage.objects using (false); drop policy p on storage.objects",
    "create policy p on storage.buckets for select to anon using (public)",
    "create policy p on realtime.messages for select to authenticated using ((select realtime.topic()) = 'room')",
    "create policy p on auth.users for select using (true)",
    "alter table storage.objects enable row level security",
    "alter table realtime.messages enable row level security",
    `create function public.f() returns trigger language plpgsql as 'begin return new; end';
     create trigger t after insert on auth.users for each row execute function public.f();
     create trigger t before insert on storage.objects for each row execute function public.f();
     drop trigger t on storage.objects;
     drop trigger if exists on_auth_user_created on auth.users`,
    "create table public.profiles (id uuid primary key references auth.users (id) on delete cascade)",
    "create table public.t (s uuid references auth.sessions, i uuid references auth.identities, f uuid references auth.mfa_factors)",
    "create view public.people as select id, email from auth.users",
    "create table public.files (id uuid references storage.objects (id)); drop table public.files",
    "insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true)",
    "create table public.notes (id int primary key); alter publication supabase_realtime add table public.notes",
    "drop publication if exists supabase_realtime; create publication supabase_realtime",
    "set session_replication_role = replica",
  ])("lets postgres do on hosted's ways: %s", async (statements) => {
    expect(await attempt(statements)).toBe("done");
  });

  test.each([
    ["drop schema storage cascade", "must be owner of schema storage"],
    ["drop schema auth cascade", "must be owner of schema auth"],
    ["alter schema realtime rename to mine", "must be owner of schema realtime"],
    ["drop table storage.objects cascade", "must be owner of table objects"],
    ["drop table auth.users cascade", "must be owner of table users"],
    ["drop owned by supabase_storage_admin", "must be owner of"],
    [
      "reassign owned by supabase_storage_admin to postgres",
      "permission denied for schema storage",
    ],
    ["reassign owned by supabase_auth_admin to postgres", "permission denied for schema auth"],
    [
      "reassign owned by supabase_realtime_admin to postgres",
      "permission denied for schema realtime",
    ],
    ["alter table storage.objects rename to things", "permission denied for schema storage"],
    ["alter table storage.objects set schema public", "must be owner of table objects"],
    ["alter table storage.objects owner to postgres", "permission denied for schema storage"],
    ["alter table storage.objects disable row level security", "must be owner of table objects"],
    ["alter table realtime.messages disable row level security", "must be owner of table messages"],
    ["alter table auth.users disable row level security", "must be owner of table users"],
    [
      "alter table storage.objects disable trigger protect_objects_delete",
      "must be owner of table objects",
    ],
    [
      "drop trigger protect_objects_delete on storage.objects",
      "must be owner of trigger protect_objects_delete",
    ],
    ["alter table storage.objects add column mine text", "must be owner of table objects"],
    ["alter table storage.objects drop column owner_id", "must be owner of table objects"],
    ["alter table storage.objects rename column name to title", "must be owner of table objects"],
    ["alter table storage.objects drop constraint objects_pkey cascade", "must be owner of"],
    ["create rule r as on insert to storage.objects do instead nothing", "must be owner of"],
    ["drop index storage.bucketid_objname", "must be owner of index bucketid_objname"],
    ["drop function storage.foldername(text)", "must be owner of function storage.foldername"],
    ["alter function auth.uid() rename to me", "permission denied for schema auth"],
    ["alter function auth.uid() security definer", "must be owner of function"],
    [
      "create or replace function auth.uid() returns uuid language sql as 'select null::uuid'",
      "permission denied for schema auth",
    ],
    ["create table storage.mine (id int)", "permission denied for schema storage"],
    ["alter type auth.aal_level add value 'aal4'", "must be owner of type"],
    ["drop publication supabase_realtime_messages_publication", "must be owner of publication"],
    ["drop event trigger rowlock_guard_drop", "must be owner of event trigger"],
    ["alter event trigger rowlock_guard_change disable", "must be owner of event trigger"],
    [
      "set session_replication_role = replica; drop table storage.objects cascade",
      "must be owner of table objects",
    ],
    [
      "do $$ begin execute 'drop table storage.buckets cascade'; end $$",
      "must be owner of table buckets",
    ],
    ["delete from _rowlock.platform_object", "permission denied for table platform_object"],
    [
      "select _rowlock.ensure_message_partitions()",
      "permission denied for function ensure_message_partitions",
    ],
    [
      "delete from storage.objects",
      "Direct deletion from storage tables is not allowed. Use the Storage API instead.",
    ],
  ])("refuses %s", async (statement, message) => {
    expect(await attempt(statement)).toContain(message);
  });

  // Before PostgreSQL 16 CREATEROLE is a right over every role that is no superuser, and a member may become the role.
  test.skipIf(testMajor() < 16)(
    "no platform role gives its member more: not to become it, not to log in as it, not to pass it on",
    async () => {
      const roles = await database.query(
        "select rolname from pg_roles where rolname ~ '^(supabase_|dashboard_user|pgbouncer|pg(sodium|tle)_)' and rolname <> 'supabase_admin'",
      );
      expect(roles.rows.length).toBeGreaterThan(10);
      for (const { rolname } of roles.rows as { rolname: string }[]) {
        expect(await attempt(`set role ${rolname}`)).toContain("permission denied to set role");
        expect(await attempt(`alter role ${rolname} login password 'x'`)).toContain(
          "permission denied",
        );
        expect(await attempt(`grant ${rolname} to anon`)).toContain(
          "permission denied to grant role",
        );
      }
      const { rows } = await database.query(
        `select r.rolname from pg_roles r where rolname ~ '^(supabase_|dashboard_user|pgbouncer|pg(sodium|tle)_)' and rolname <> 'supabase_admin'
       and (rolsuper or rolcanlogin or rolcreaterole or rolcreatedb or rolbypassrls or rolreplication
         or pg_has_role('anon', oid, 'member') or pg_has_role('authenticated', oid, 'member')
         or pg_has_role('authenticator', oid, 'member') or pg_has_role('service_role', oid, 'member')
         or pg_has_role('rowlock_service', oid, 'member') or has_database_privilege(oid, current_database(), 'create'))`,
      );
      expect(rows).toEqual([]);
    },
  );

  test("is what refuses: without it the tables go", async () => {
    const open = await createTestDatabase();
    const { default: pg } = await import("pg");
    const superuser = new pg.Client({ connectionString: open.superuserUrl });
    await superuser.connect();
    await superuser.query("alter event trigger rowlock_guard_drop disable");
    await superuser.end();
    await open.query("drop table storage.objects cascade");
    await open.drop();
  });
});

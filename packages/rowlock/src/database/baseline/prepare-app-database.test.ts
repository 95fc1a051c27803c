// A database of an earlier version of Rowlock, brought up in place.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { withClient } from "../pool/with-client.ts";
import { ensureAppSchemas } from "./app-schemas.ts";
import { prepareAppDatabase } from "./prepare-app-database.ts";

let database: TestDatabase;
const notices: string[] = [];

function prepare(): Promise<void> {
  return withClient(database.superuserUrl, (client) =>
    prepareAppDatabase(client, { onNotice: (notice) => notices.push(notice) }),
  );
}

beforeAll(async () => {
  database = await createTestDatabase({ app: false });
  // What the version before the baseline made, and a project on it: with stand-ins for what it lacked.
  await withClient(database.superuserUrl, async (client) => {
    await ensureAppSchemas(client);
    await client.query(`alter table auth.users owner to supabase_auth_admin;
      grant usage, create on schema auth to supabase_auth_admin;
      grant usage on schema auth to postgres; grant all on auth.users to postgres`);
  });
  await database.query(`
    insert into auth.users (id, email) values ('00000000-0000-0000-0000-000000000001', 'a@example.com');
    create table profiles (id uuid primary key references auth.users (id));
    insert into profiles select id from auth.users;
    create schema storage;
    create table storage.objects (id int primary key, name text);
    insert into storage.objects values (1, 'kept');
    create view files as select name from storage.objects`);
  await prepare();
});
afterAll(() => database?.drop());

test("nothing is lost: rows, what refers to them, and schemas that stood in the platform's place", async () => {
  const { rows } = await database.query(
    "select (select count(*)::int from profiles) as profiles, (select email from auth.users) as email, (select name from files) as file",
  );
  expect(rows).toEqual([{ profiles: 1, email: "a@example.com", file: "kept" }]);
  expect(notices).toEqual([
    expect.stringMatching(/^The schema storage, .* is now storage_\d{14}: /),
  ]);
});

test("what lacked is there, owned and guarded as in a new one", async () => {
  const { rows } = await database.query(
    "select to_regclass('auth.sessions')::text as sessions, has_schema_privilege('supabase_auth_admin', 'auth', 'create') as opens",
  );
  expect(rows).toEqual([{ sessions: "auth.sessions", opens: false }]);
  await expect(database.query("drop table auth.users cascade")).rejects.toThrow(
    "must be owner of table users",
  );
  await expect(database.query("reassign owned by supabase_auth_admin to postgres")).rejects.toThrow(
    "permission denied for schema auth",
  );
});

test("a second start changes nothing, and tells nothing", async () => {
  const before = notices.length;
  await database.query("create policy mine on storage.objects using (true)");
  await prepare();
  expect(notices.length).toBe(before);
  const { rowCount } = await database.query("select from pg_policies where policyname = 'mine'");
  expect(rowCount).toBe(1);
});

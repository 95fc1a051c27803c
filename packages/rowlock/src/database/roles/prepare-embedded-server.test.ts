import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testMajor } from "../../../test/database.ts";
import { TEST_ENGINE } from "../../../test/engine-under-test.ts";
import { type Cluster, startCluster } from "../cluster/start-cluster.ts";
import { connectionUrl } from "../connection-url.ts";
import { resetEmbeddedDatabase } from "../migrations/reset-database.ts";
import { withClient } from "../pool/with-client.ts";
import { prepareEmbeddedServer } from "./prepare-embedded-server.ts";
import { prepareExternalDatabase } from "./prepare-external-database.ts";

// A cluster of its own: first a plain PostgreSQL as someone else may run one, then prepared as Rowlock's.
let home: string;
let cluster: Cluster;

const passwords = { owner: "o w", authenticator: "a%", service: "s'", identity: "i" };

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "rowlock-roles-"));
  chmodSync(home, 0o711);
  mkdirSync(join(home, "state"));
  cluster = await startCluster({
    projectDirectory: home,
    stateDirectory: join(home, "state"),
    sharedHome: join(home, "shared"),
    port: 0,
    superuserPassword: "super",
    durable: false,
    engine: TEST_ENGINE,
  });
});

afterAll(async () => {
  await cluster?.stop();
  rmSync(home, { recursive: true, force: true });
});

function url(user: string, password: string, database = "postgres"): string {
  return connectionUrl({ port: cluster.port, user, password, database });
}

async function run(connectionString: string, text: string): Promise<unknown[]> {
  const result = await withClient(connectionString, (client) =>
    client.query({ text, rowMode: "array" }),
  );
  return (Array.isArray(result) ? result.at(-1) : result).rows.flat();
}

function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "no error",
    (error: { code: string; details?: string }) =>
      error.code === "DATABASE_UNREACHABLE" ? (error.details ?? "") : error.code,
  );
}

describe("prepareExternalDatabase()", () => {
  test("makes what lacks on a plain PostgreSQL, as a superuser", async () => {
    await run(cluster.superuserUrl("postgres"), "create database plain");
    const options = {
      connectionString: cluster.superuserUrl("plain"),
      passwords: { authenticator: "first", service: "first" },
      extraRoles: ["writer"],
    };
    const made = await prepareExternalDatabase(options);
    expect(made).toMatchObject({ announcesSchemaChanges: true, missingRoles: ["writer"] });
    expect(await run(made.authenticatorUrl, "set role authenticated; select current_user")).toEqual(
      ["authenticated"],
    );
    expect(await codeOf(run(made.authenticatorUrl, "set role service_role"))).toBe("42501");
    expect(
      await run(
        made.serviceUrl,
        "set role service_role; select rolbypassrls from pg_roles where rolname = current_user",
      ),
    ).toEqual([true]);
    const claims = `select auth.uid()::text || auth.role() || auth.email() || (auth.jwt() ->> 'sub') from
      set_config('request.jwt.claims', '{"sub":"00000000-0000-0000-0000-000000000001","role":"r","email":"e"}', true)`;
    expect(await run(made.authenticatorUrl, `begin; set role anon; ${claims}`)).toEqual([
      "00000000-0000-0000-0000-000000000001re00000000-0000-0000-0000-000000000001",
    ]);
  });

  test("leaves what is there alone, but for the passwords of Rowlock's own logins", async () => {
    await run(
      cluster.superuserUrl("plain"),
      `create role writer; alter role anon createdb connection limit 7;
       create or replace function auth.uid() returns uuid language sql as $$ select null::uuid $$`,
    );
    const made = await prepareExternalDatabase({
      connectionString: cluster.superuserUrl("plain"),
      passwords: { authenticator: "second", service: "second" },
      extraRoles: ["writer"],
    });
    expect(made.missingRoles).toEqual([]);
    expect(await run(made.authenticatorUrl, "set role writer; select current_user")).toEqual([
      "writer",
    ]);
    expect(await run(made.authenticatorUrl, "set role anon; select auth.uid()")).toEqual([null]);
    expect(
      await run(
        made.serviceUrl,
        "select rolcreatedb and rolconnlimit = 7 from pg_roles where rolname = 'anon'",
      ),
    ).toEqual([true]);
  });

  test("a plain PostgreSQL takes migrations that name the platform", async () => {
    const plain = cluster.superuserUrl("plain");
    for (const statement of [
      "insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true)",
      "create policy p on storage.objects for select using ((storage.foldername(name))[1] = 'a')",
      "create table notes (id int, session uuid references auth.sessions (id)); alter publication supabase_realtime add table notes",
      "create policy m on realtime.messages for select to authenticated using (realtime.topic() = 'x'); select realtime.send('{}', 'e', 't', true)",
      "alter table notes owner to postgres; alter table notes owner to supabase_admin; grant select on notes to dashboard_user",
      "alter role authenticator set pgrst.db_max_rows = '7'",
    ]) {
      expect([statement, await codeOf(run(plain, statement))]).toEqual([statement, "no error"]);
    }
    expect(await run(plain, "select count(*)::int from realtime.messages")).toEqual([1]);
    // Jobs that nothing runs are not taken.
    expect(await codeOf(run(plain, "select cron.schedule('0 * * * *', 'select 1')"))).toBe("3F000");
    await prepareExternalDatabase({
      connectionString: plain,
      passwords: { authenticator: "again", service: "again" },
      extraRoles: [],
    });
    expect(
      await run(plain, "select count(*)::int from pg_policies where schemaname = 'storage'"),
    ).toEqual([1]);
  });

  test("a schema storage of somebody's own is left alone", async () => {
    await run(cluster.superuserUrl("postgres"), "create database another");
    const another = cluster.superuserUrl("another");
    await run(another, "create schema storage; create table storage.boxes (id int)");
    await prepareExternalDatabase({
      connectionString: another,
      passwords: { authenticator: "x", service: "x" },
      extraRoles: [],
    });
    const tables = "select string_agg(tablename, ',') from pg_tables where schemaname = 'storage'";
    expect(await run(another, tables)).toEqual(["boxes"]);
  });

  test("works as a login with CREATEROLE that owns the database, and says what it could not do", async () => {
    await run(
      cluster.superuserUrl("postgres"),
      `create role landlord login createrole password 'l'; grant anon, authenticated, service_role to landlord with admin option;
       grant rowlock_authenticator, rowlock_service to landlord with admin option`,
    );
    await run(cluster.superuserUrl("postgres"), "create database rented owner landlord");
    const made = await prepareExternalDatabase({
      connectionString: url("landlord", "l", "rented"),
      passwords: { authenticator: "third", service: "third" },
      extraRoles: [],
    });
    expect(made.announcesSchemaChanges).toBe(false);
    const rented = url("landlord", "l", "rented");
    expect(await codeOf(run(rented, "create policy p on storage.objects using (true)"))).toBe(
      "no error",
    );
    expect(await run(made.authenticatorUrl, "set role anon; select auth.role()")).toEqual([null]);
  });

  test("changes nothing when it may not do all of it", async () => {
    await run(cluster.superuserUrl("postgres"), "create role guest login password 'g'");
    await run(cluster.superuserUrl("postgres"), "create database visited");
    const options = {
      connectionString: url("guest", "g", "visited"),
      passwords: { authenticator: "x", service: "x" },
      extraRoles: [],
    };
    expect(await codeOf(prepareExternalDatabase(options))).toBe("42501");
    expect(await run(cluster.superuserUrl("visited"), "select to_regnamespace('auth')")).toEqual([
      null,
    ]);
  });
});

describe("prepareEmbeddedServer()", () => {
  const prepare = (extraRoles: string[] = []) =>
    prepareEmbeddedServer({ superuserUrl: cluster.superuserUrl, passwords, extraRoles });
  const owner = () => url("postgres", passwords.owner);
  const authenticator = () => url("authenticator", passwords.authenticator);
  const service = () => url("rowlock_service", passwords.service);

  beforeAll(async () => {
    await prepare();
    // Once more: it is run at every start.
    await prepare();
  });

  test("lets postgres do in migrations what it can do on hosted Supabase", async () => {
    await run(
      owner(),
      `create extension citext with schema extensions;
       create table public.profiles (id uuid primary key references auth.users on delete cascade, email citext, made uuid default uuid_generate_v4());
       create function public.welcome() returns trigger language plpgsql security definer set search_path = '' as
         $$ begin insert into public.profiles (id, email) values (new.id, new.email); return new; end $$;
       create trigger on_user after insert on auth.users for each row execute function public.welcome();
       insert into auth.users (id, email) values (gen_random_uuid(), 'a@example.com');
       alter table public.profiles enable row level security;
       create policy own on public.profiles to authenticated using ((select auth.uid()) = id);
       create role editor nologin; grant editor to authenticator; grant select on public.profiles to editor, anon;
       alter default privileges in schema public grant select on tables to anon;
       create schema app; create publication everything for table public.profiles;
       alter role anon set statement_timeout = '4s'; alter role authenticator set pgrst.db_max_rows = '5';`,
    );
    expect(await run(owner(), "select email::text from public.profiles")).toEqual([
      "a@example.com",
    ]);
    await run(
      owner(),
      "alter default privileges in schema public revoke select on tables from anon",
    );
  });

  test("gives postgres no way to the superuser, to identity's rows or to files", async () => {
    for (const attempt of [
      "set role supabase_admin",
      "grant supabase_admin to postgres",
      "alter role supabase_admin password 'x'",
      "alter role postgres superuser",
      "create role other superuser",
      "set role rowlock_identity",
      "create database stolen template rowlock_identity",
      // Before PostgreSQL 16 CREATEROLE is a right over every role that is no superuser.
      ...(testMajor() < 16
        ? []
        : ["grant rowlock_identity to postgres", "alter role rowlock_identity password 'x'"]),
      "select pg_read_file('postgresql.conf')",
      "copy pg_class to program 'true'",
      "create extension file_fdw",
      "alter system set fsync = off",
      "create function f() returns int language c as 'x'",
    ]) {
      expect([attempt, await codeOf(run(owner(), attempt))]).toEqual([attempt, "42501"]);
    }
  });

  test("builds the indexes anew of a database that was sorted by another ICU", async () => {
    const superuser = cluster.superuserUrl("postgres");
    await run(superuser, "update pg_database set datcollversion = '1' where datname = 'postgres'");
    const notices: string[] = [];
    await prepareEmbeddedServer({
      superuserUrl: cluster.superuserUrl,
      passwords,
      extraRoles: [],
      onNotice: (notice) => notices.push(notice),
    });
    expect(notices).toEqual([expect.stringContaining("postgres was sorted by another version")]);
    const known =
      "select datcollversion = pg_database_collation_actual_version(oid) from pg_database where datname = 'postgres'";
    expect(await run(superuser, known)).toEqual([true]);
  });

  // What a forgotten slot may hold back; without a bound PostgreSQL says null.
  test("bounds what a replication slot of postgres keeps", async () => {
    await run(owner(), "select pg_create_logical_replication_slot('forgotten', 'pgoutput')");
    const [bytes] = await run(
      owner(),
      "select safe_wal_size::float8 from pg_replication_slots where slot_name = 'forgotten'",
    );
    await run(owner(), "select pg_drop_replication_slot('forgotten')");
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(1.1e9);
  });

  test("keeps everyone else out of the identity database", async () => {
    for (const [user, password] of [
      ["postgres", passwords.owner],
      ["authenticator", passwords.authenticator],
    ] as const) {
      expect(await codeOf(run(url(user, password, "rowlock_identity"), "select 1"))).toContain(
        "permission denied for database",
      );
    }
    expect(
      await run(
        url("rowlock_identity", passwords.identity, "rowlock_identity"),
        "create table t (); select 1",
      ),
    ).toEqual([1]);
  });

  test("gives new tables, sequences and functions no grants of their own", async () => {
    await run(
      owner(),
      "create table public.notes (id serial, name text); create function public.hi() returns text language sql return 'hi'",
    );
    for (const role of ["anon", "authenticated"]) {
      expect(await codeOf(run(authenticator(), `set role ${role}; select * from notes`))).toBe(
        "42501",
      );
      expect(await run(authenticator(), `set role ${role}; select public.hi()`)).toEqual(["hi"]);
    }
    expect(await codeOf(run(service(), "set role service_role; select * from notes"))).toBe(
      "42501",
    );
    await run(owner(), "grant insert on notes to authenticated");
    expect(
      await codeOf(
        run(authenticator(), "set role authenticated; insert into notes (name) values ('a')"),
      ),
    ).toBe("42501");
  });

  test("leaves the request logins without any right of their own, and apart from each other", async () => {
    await run(owner(), "grant select on notes to anon, authenticated, service_role");
    expect(await codeOf(run(authenticator(), "select * from notes"))).toBe("42501");
    expect(await codeOf(run(service(), "select * from notes"))).toBe("42501");
    expect(await codeOf(run(authenticator(), "set role service_role"))).toBe("42501");
    expect(await codeOf(run(authenticator(), "set role postgres"))).toBe("42501");
    expect(await codeOf(run(service(), "set role authenticated"))).toBe("42501");
    expect(await run(service(), "set role service_role; select count(*)::int from notes")).toEqual([
      0,
    ]);
  });

  test("takes extra roles, and refuses those that no token may give", async () => {
    await prepare(["editor", "not_yet"]);
    expect(await run(authenticator(), "set role editor; select current_user")).toEqual(["editor"]);
    for (const role of ["service_role", "postgres", "supabase_admin", "pg_read_all_data"]) {
      expect(await codeOf(prepare([role]))).toBe("ROLE_REFUSED");
    }
  });

  test("keeps the settings that migrations gave to roles, until a reset", async () => {
    const settings = "select rolconfig::text from pg_roles where rolname = 'anon'";
    expect(await run(owner(), settings)).toEqual(["{statement_timeout=4s}"]);
    await prepare();
    expect(await run(owner(), settings)).toEqual(["{statement_timeout=4s}"]);
    await resetEmbeddedDatabase({ superuserUrl: cluster.superuserUrl });
    expect(await run(owner(), settings)).toEqual(["{statement_timeout=3s}"]);
  });

  test("resetEmbeddedDatabase() gives back the database of the first day, and leaves identity", async () => {
    const notices: string[] = [];
    await resetEmbeddedDatabase({
      superuserUrl: cluster.superuserUrl,
      onNotice: (notice) => notices.push(notice),
    });
    // Before PostgreSQL 16 nothing tells that the superuser made that one; a database of its own keeps it.
    const kept = testMajor() < 16 ? [expect.stringContaining("The role landlord was kept")] : [];
    expect(notices).toEqual(kept);
    expect(
      await run(owner(), "select count(*)::int from pg_tables where schemaname = 'public'"),
    ).toEqual([0]);
    expect(
      await run(owner(), "select count(*)::int from pg_roles where rolname = 'editor'"),
    ).toEqual([0]);
    expect(await run(authenticator(), "set role anon; select auth.role()")).toEqual([null]);
    expect(
      await run(
        owner(),
        "select pg_get_userbyid(datdba) from pg_database where datname = 'postgres'",
      ),
    ).toEqual(["postgres"]);
    expect(
      await run(
        url("rowlock_identity", passwords.identity, "rowlock_identity"),
        "select count(*)::int from t",
      ),
    ).toEqual([0]);
    await prepare();
  });
});

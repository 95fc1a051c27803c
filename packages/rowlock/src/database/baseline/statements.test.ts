// What real migrations contain, each statement alone in a project that has nothing else, as the database's owner.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { TEST_ENGINE } from "../../../test/engine-under-test.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

async function attempt(statements: string): Promise<string> {
  try {
    await database.query(`begin; ${statements}; rollback`);
    return "done";
  } catch (error) {
    await database.query("rollback");
    return (error as Error).message;
  }
}

const TRIGGER = "create table notes (id int primary key, topic text);";

const STATEMENTS = [
  "insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true)",
  "create policy p on storage.objects for select using (bucket_id = 'avatars')",
  "create function f() returns trigger language plpgsql as 'begin return new; end'; create trigger t after insert on storage.objects for each row execute function f()",
  "create table notes (id int); alter publication supabase_realtime add table notes",
  "create policy p on realtime.messages for select to authenticated using (realtime.topic() = 'x' and extension in ('broadcast', 'presence'))",
  `${TRIGGER} create function f() returns trigger language plpgsql security definer as $$ begin
     perform realtime.broadcast_changes(new.topic, tg_op, tg_op, tg_table_name, tg_table_schema, new, old); return null; end $$;
   create trigger t after insert or update or delete on notes for each row execute function f(); insert into notes values (1, 'a')`,
  "select realtime.send('{\"a\": 1}', 'event', 'topic', false)",
  "create extension moddatetime",
  "create extension moddatetime with schema extensions",
  "create extension pg_stat_statements with schema extensions",
  "create extension if not exists dblink with schema extensions",
  "create extension postgres_fdw; create server s foreign data wrapper postgres_fdw options (host 'localhost')",
  "create extension tablefunc; create extension refint; create extension autoinc; create extension isn; create extension pg_walinspect",
  'create extension if not exists "uuid-ossp"; create extension if not exists pgcrypto; create extension pg_trgm; create extension citext',
  "create extension pg_cron",
  "create extension pg_cron with schema extensions",
  "create extension if not exists pg_cron with schema pg_catalog; grant usage on schema cron to postgres; grant all privileges on all tables in schema cron to postgres",
  "create extension pg_net",
  "create extension if not exists pg_net with schema extensions; drop extension if exists pg_net; create extension if not exists pg_net schema extensions",
  "create extension pgjwt with schema extensions",
  "create extension if not exists pgmq; select pgmq.create('jobs'); alter table pgmq.q_jobs enable row level security",
  "create schema if not exists pgmq; create extension pgmq with schema pgmq cascade",
  "create extension supabase_vault with schema vault cascade",
  'create extension if not exists "pg_graphql" with schema "graphql"; create extension if not exists "pgsodium" with schema "pgsodium"',
  "do $$ begin create extension pg_net; end $$",
  "set session_replication_role = replica",
  "select vault.create_secret('s3cret', 'a name', 'what for')",
  "select cron.schedule('nightly', '0 3 * * *', $$ delete from notes $$); select cron.unschedule('nightly')",
  "select cron.schedule('30 seconds', 'select 1')",
  "select net.http_post('http://127.0.0.1:9/hook', '{}'::jsonb); select net.http_get(url := 'http://127.0.0.1:9')",
  `${TRIGGER} create trigger hook after insert on notes for each row
     execute function supabase_functions.http_request('http://127.0.0.1:9', 'POST', '{"Content-Type":"application/json"}', '{}', '1000');
   insert into notes values (1, 'a')`,
  "create table t (id int); grant select on t to dashboard_user, supabase_read_only_user, supabase_auth_admin",
  "create table t (s uuid references auth.sessions (id), i uuid references auth.identities (id), f uuid references auth.mfa_factors (id))",
  "create view v as select s.id, i.provider, f.status from auth.sessions s join auth.identities i using (user_id) join auth.mfa_factors f using (user_id)",
  "create function f() returns trigger language plpgsql as 'begin return new; end'; create trigger t after insert on auth.sessions for each row execute function f()",
  "alter default privileges in schema public grant all on tables to anon, authenticated, service_role",
  "notify pgrst, 'reload schema'",
  "select graphql_public.graphql(query => '{ a }')",
];

describe("an empty project takes", () => {
  test.each(STATEMENTS)("%s", async (statement) => {
    expect(await attempt(statement)).toBe("done");
  });
});

describe("an empty project is refused", () => {
  test.each(["file_fdw", "pageinspect", "plperlu", "plpython3u", "pg_surgery"])(
    "create extension %s, which reaches the server's files or pages",
    async (name) => {
      // Of some systems each language is a package of its own.
      expect(await attempt(`create extension ${name}`)).toMatch(
        TEST_ENGINE === undefined ? /permission denied/ : /permission denied|is not available/,
      );
    },
  );

  // An installed PostgreSQL has what was installed with it.
  test
    .skipIf(TEST_ENGINE !== undefined)
    .each([
      "vector",
      "postgis",
      "http",
      "wrappers",
      "pgtap",
      "pg_jsonschema",
      "hypopg",
      "index_advisor",
      "plpgsql_check",
    ])("create extension %s, which is not here", async (name) => {
    expect(await attempt(`create extension ${name}`)).toContain(
      `extension "${name}" is not available`,
    );
    expect(
      await attempt(
        `do $$ begin create extension if not exists ${name} with schema extensions; end $$`,
      ),
    ).toContain("is not available");
  });

  test("a schedule that is none", async () => {
    expect(await attempt("select cron.schedule('x', 'every day', 'select 1')")).toBe(
      "invalid schedule: every day",
    );
  });
});

describe("the services' functions", () => {
  test("pgjwt signs what it verifies, and no other", async () => {
    await database.query("create extension if not exists pgjwt with schema extensions");
    const { rows } = await database.query(
      `select (extensions.verify(token, 'secret')).*, (extensions.verify(token, 'other')).valid as other
       from extensions.sign('{"sub":"a","exp":4102444800}', 'secret') as token`,
    );
    expect(rows[0]).toMatchObject({ payload: { sub: "a" }, valid: true, other: false });
    const token = await database.query(
      "select extensions.sign('{\"sub\":\"a\"}', 'secret') as token",
    );
    const { jwtVerify } = await import("jose");
    const verified = await jwtVerify(token.rows[0].token, new TextEncoder().encode("secret"));
    expect(verified.payload.sub).toBe("a");
  });

  test("Vault gives a secret back to who may read it, keeps it encrypted, and refuses others", async () => {
    const made = await database.query(
      "select vault.create_secret('the s3cret value', 'one') as id",
    );
    const { rows } = await database.query(
      "select secret, decrypted_secret from vault.decrypted_secrets where name = 'one'",
    );
    expect(rows[0].decrypted_secret).toBe("the s3cret value");
    expect(rows[0].secret).not.toContain("s3cret");
    await database.query("select vault.update_secret($1, 'another')", [made.rows[0].id]);
    const after = await database.query(
      "select decrypted_secret from vault.decrypted_secrets where name = 'one'",
    );
    expect(after.rows[0].decrypted_secret).toBe("another");
    expect(
      await attempt("set local role authenticated; select * from vault.decrypted_secrets"),
    ).toContain("permission denied");
    expect(await attempt("set local role anon; select vault.create_secret('x')")).toContain(
      "permission denied",
    );
    expect(await attempt("select _rowlock.vault_key()")).toContain("permission denied");
    expect(
      await attempt("select pg_read_file(current_setting('data_directory') || '.vault-key')"),
    ).toContain("permission denied");
  });

  test("storage's functions take names apart, and list what a role may see, by folder", async () => {
    const parts = await database.query(
      "select storage.foldername('a/b/c.tar.gz'), storage.filename('a/b/c.tar.gz'), storage.extension('a/b/c.tar.gz'), storage.foldername('c') as none",
    );
    expect(parts.rows[0]).toEqual({
      foldername: ["a", "b"],
      filename: "c.tar.gz",
      extension: "gz",
      none: [],
    });
    await database.query("insert into storage.buckets (id, name) values ('b', 'b')");
    await database.query(
      "insert into storage.objects (bucket_id, name) values ('b', 'x/1.txt'), ('b', 'x/y/2.txt'), ('b', 'z.txt'), ('b', 'X_3.txt')",
    );
    const names = async (text: string) => (await database.query(text)).rows.map(({ name }) => name);
    expect(await names("select name from storage.search('', 'b')")).toEqual([
      "x",
      "X_3.txt",
      "z.txt",
    ]);
    expect(await names("select name from storage.search('x/', 'b', levels => 2)")).toEqual([
      "y",
      "1.txt",
    ]);
    expect(await names("select name from storage.search('', 'b', search => 'x_')")).toEqual([
      "X_3.txt",
    ]);
    expect(await names("select name from storage.search_v2('', 'b')")).toEqual([
      "X_3.txt",
      "x/",
      "z.txt",
    ]);
    expect(await names("select name from storage.search_v2('', 'b', start_after => 'x/')")).toEqual(
      ["z.txt"],
    );
    expect(
      await names("select name from storage.list_objects_with_delimiter('b', 'x/', '/')"),
    ).toEqual(["x/1.txt", "x/y/"]);
    expect(
      await attempt(
        "set local role authenticated; select 1 / count(*) from storage.search('', 'b')",
      ),
    ).toBe("division by zero");
    expect(await attempt("select storage.can_insert_object('b', 'n', null, null)")).toBe(
      "ROLLBACK",
    );
  });

  test("realtime.send() writes a private message that carries its id, and only warns where it may not", async () => {
    await database.query("select realtime.send('{\"a\": 1}', 'e', 't')");
    const { rows } = await database.query(
      "select topic, event, extension, private, payload ->> 'id' = id::text as same from realtime.messages",
    );
    expect(rows).toEqual([
      { topic: "t", event: "e", extension: "broadcast", private: true, same: true },
    ]);
    expect(
      await attempt("set local role authenticated; select realtime.send('{}', 'e', 't')"),
    ).toBe("done");
    expect((await database.query("select from realtime.messages")).rowCount).toBe(1);
  });
});

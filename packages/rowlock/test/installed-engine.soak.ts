// Extensions of an installed PostgreSQL, each created by `postgres` and used, and a live database read back as the first
// migration: ROWLOCK_POSTGRES=/usr/lib/postgresql/15/bin npm run soak -- installed-engine
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TRIED_EXTENSIONS } from "../src/database/engine/tried-extensions.ts";
import { applyMigrations } from "../src/database/migrations/apply-migrations.ts";
import { readLiveSchema } from "../src/project/init/read-live-schema.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { TEST_ENGINE } from "./engine-under-test.ts";

/** What says true once the extension works. */
const USES: Readonly<Record<string, string>> = {
  citext: "select 'A'::citext = 'a'",
  dblink: "select dblink_get_connections() is null",
  hstore: "select ('a=>1'::hstore -> 'a') = '1'",
  hypopg:
    "create table if not exists h (id int); select count(*) = 1 from hypopg_create_index('create index on h (id)')",
  ltree: "select 'a.b'::ltree <@ 'a'",
  moddatetime:
    "create table if not exists m (at timestamp); create trigger t before update on m for each row execute function moddatetime(at); select true",
  pg_stat_statements: "select count(*) >= 0 from pg_proc where proname = 'pg_stat_statements'",
  pg_trgm: "select similarity('word', 'word') = 1",
  pgcrypto: "select length(extensions.gen_salt('bf')) > 10",
  pgtap: "begin; select plan(1); select ok(true) = 'ok 1'; rollback",
  plpgsql: "do $$ begin null; end $$; select true",
  plpgsql_check:
    "create or replace function wrong() returns int language plpgsql as 'begin return nothing_here; end'; select count(*) > 0 from plpgsql_check_function('wrong()')",
  postgis: "select round(st_distance('point(0 0)'::geometry, 'point(3 4)'::geometry)) = 5",
  postgres_fdw:
    "create server if not exists s foreign data wrapper postgres_fdw options (host 'localhost'); select true",
  tablefunc: "select count(*) = 3 from normal_rand(3, 1, 1)",
  unaccent: "select unaccent('é') = 'e'",
  "uuid-ossp": "select extensions.uuid_generate_v4() is not null",
};

describe.runIf(TEST_ENGINE !== undefined)("an installed engine", () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database?.drop());

  async function isAvailable(name: string): Promise<boolean> {
    const { rowCount } = await database.query(
      "select from pg_available_extensions where name = $1",
      [name],
    );
    return rowCount === 1;
  }

  test("those that count as tried are those that are tried", () => {
    expect(Object.keys(USES).sort()).toEqual([...TRIED_EXTENSIONS].sort());
  });

  test.each(Object.keys(USES))("%s is created by postgres, and works", async (name) => {
    // Installed by the person who runs this: a machine has some of them.
    if (!(await isAvailable(name))) return console.log(`${name} is not installed here`);
    await database.query(`create extension if not exists "${name}"`);
    const results = await database.query({ text: USES[name], rowMode: "array" } as never);
    const list = (Array.isArray(results) ? results : [results]) as { rows: unknown[][] }[];
    expect(list.filter(({ rows }) => rows.length > 0).at(-1)?.rows).toEqual([[true]]);
  });

  test("a database of the dashboard's becomes the first migration, and an empty project takes it", async () => {
    const live = await createTestDatabase();
    const empty = await createTestDatabase();
    const supabaseDirectory = await mkdtemp(join(tmpdir(), "rowlock-live-"));
    try {
      await live.query(LIVE);
      const { default: pg } = await import("pg");
      const superuser = new pg.Client({ connectionString: live.superuserUrl });
      await superuser.connect();
      await superuser.query(
        "alter table tags owner to supabase_admin; alter default privileges in schema public grant select on tables to anon",
      );
      await superuser.end();
      const options = { databaseUrl: live.superuserUrl, path: "", now: new Date() };
      const { step } = await readLiveSchema({ ...options, supabaseDirectory });
      const folder = join(supabaseDirectory, "migrations");
      await mkdir(folder);
      const [file = ""] = step.path.split("/").slice(-1);
      await writeFile(join(folder, file), step.kind === "file" ? step.content : "");
      await applyMigrations({ connectionString: empty.ownerUrl, supabaseDirectory });
      for (const question of QUESTIONS) {
        const [there, here] = await Promise.all([live.query(question), empty.query(question)]);
        expect([question, here.rows]).toEqual([question, there.rows]);
      }
      // Read again, it is the same text.
      const again = await readLiveSchema({
        ...options,
        databaseUrl: empty.superuserUrl,
        supabaseDirectory: join(supabaseDirectory, "elsewhere"),
      });
      const body = ({ step: { kind, ...rest } }: typeof again) =>
        kind === "file" && "content" in rest ? rest.content.split("\n").slice(1).join("\n") : "";
      expect(body(again)).toBe(body({ ...again, step }));
    } finally {
      await live.drop();
      await empty.drop();
      await rm(supabaseDirectory, { recursive: true });
    }
  });
});

const LIVE = `
  create extension pg_cron; create extension pgmq; create extension moddatetime with schema extensions;
  create schema app;
  create table notes (id bigint generated always as identity primary key, user_id text not null default (auth.jwt() ->> 'sub'),
    body text, at timestamptz default now());
  create table tags (note bigint references notes on delete cascade, name text, primary key (note, name));
  create view app.latest with (security_invoker = on) as select * from notes order by at desc limit 3;
  create function app.welcome() returns trigger language plpgsql security definer set search_path = '' as
    $$ begin insert into public.notes (user_id) values (new.id::text); return new; end $$;
  create trigger on_sign_up after insert on auth.users for each row execute function app.welcome();
  create trigger touched before update on notes for each row execute function extensions.moddatetime(at);
  create trigger hook after insert on notes for each row
    execute function supabase_functions.http_request('http://127.0.0.1:9', 'POST', '{}', '{}', '1000');
  alter table notes enable row level security;
  create policy own on notes to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
  create policy mine on storage.objects for select using (bucket_id = 'avatars');
  create policy topics on realtime.messages for select to authenticated using (realtime.topic() = 'x');
  alter publication supabase_realtime add table notes;
  grant select, insert on notes to authenticated;
  grant usage on schema app to anon;
  alter default privileges in schema public grant select on tables to authenticated;
`;

const QUESTIONS = [
  "select schemaname, tablename, policyname, roles::text, cmd, qual from pg_policies where schemaname !~ 'cron' order by 1, 2, 3",
  "select tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal order by 1, 2",
  "select relname, relacl::text, relrowsecurity from pg_class where relname in ('notes', 'latest') order by 1",
  "select schemaname, tablename from pg_publication_tables order by 1, 2",
  "select extname from pg_extension order by 1",
  "select defaclobjtype, defaclacl::text from pg_default_acl where defaclrole = 'postgres'::regrole order by 1, 2",
  "select conname, pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace order by 1",
];

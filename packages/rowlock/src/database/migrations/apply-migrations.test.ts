import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { withClient } from "../pool/with-client.ts";
import { type ApplyMigrationsOptions, applyMigrations } from "./apply-migrations.ts";
import { readMigrationStatus } from "./migration-status.ts";
import { resetExternalDatabase } from "./reset-database.ts";
import type { ScriptError } from "./script-error.ts";
import { type SeedDatabaseOptions, seedDatabase } from "./seed-database.ts";

let database: TestDatabase;
let supabaseDirectory: string;

beforeEach(async () => {
  database = await createTestDatabase();
  supabaseDirectory = await mkdtemp(join(tmpdir(), "rowlock-migrations-"));
  await mkdir(join(supabaseDirectory, "migrations"));
});

afterEach(async () => {
  await database.drop();
  await rm(supabaseDirectory, { recursive: true });
});

function write(path: string, text: string): Promise<void> {
  return writeFile(join(supabaseDirectory, path), text);
}

async function apply(options: Partial<ApplyMigrationsOptions> = {}) {
  const connectionString = database.ownerUrl;
  return (await applyMigrations({ connectionString, supabaseDirectory, ...options })).migrations;
}

function seed(options: Partial<SeedDatabaseOptions> = {}) {
  const paths = ["./seed.sql"];
  return seedDatabase({
    connectionString: database.ownerUrl,
    supabaseDirectory,
    paths,
    ...options,
  });
}

async function tables(): Promise<string[]> {
  const { rows } = await database.query(
    "select tablename from pg_tables where schemaname = 'public' order by 1",
  );
  return rows.map(({ tablename }) => tablename);
}

function failure(promise: Promise<unknown>): Promise<ScriptError> {
  return promise.then(
    () => Promise.reject(new Error("It was to fail")),
    (error) => error,
  );
}

describe("applyMigrations()", () => {
  test("passes over what a dump says of the platform's owners, and nothing else", async () => {
    await write(
      "migrations/1_dump.sql",
      `create table notes (id int);
alter table notes owner to supabase_admin;
-- Type: DEFAULT ACL
ALTER DEFAULT PRIVILEGES FOR ROLE "supabase_admin" IN SCHEMA public GRANT ALL ON TABLES TO anon;
comment on extension pgcrypto is 'cryptographic functions';
alter table notes owner to postgres;
create function f() returns text language sql as $$ select 'alter table notes owner to supabase_admin' $$;`,
    );
    const notices: string[] = [];
    await apply({ onNotice: (notice) => notices.push(notice) });
    expect(notices.map((notice) => /:(\d+) was passed over/.exec(notice)?.[1])).toEqual([
      "2",
      "4",
      "5",
    ]);
    const { rows } = await database.query(
      `select tableowner, (select count(*)::int from pg_default_acl where defaclrole = 'supabase_admin'::regrole) as defaults
       from pg_tables where tablename = 'notes'`,
    );
    expect(rows).toEqual([{ tableowner: "postgres", defaults: 0 }]);
    await write("migrations/2_other.sql", "alter table notes owner to rowlock_service;");
    expect((await failure(apply())).message).toContain("2_other.sql:1:1");
  });

  test("applies in order, once, and records as the Supabase CLI does", async () => {
    await write(
      "migrations/20260102000000_second.sql",
      "alter table a add column b int;\n\n-- the end\n",
    );
    await write(
      "migrations/20260101000000_first table.sql",
      "create table a (id int);\n select ';';;",
    );
    await write("migrations/notes.sql", "nonsense");
    const notices: string[] = [];
    const applied = await apply({ onNotice: (notice) => notices.push(notice) });
    expect(applied.map(({ version }) => version)).toEqual(["20260101000000", "20260102000000"]);
    expect(notices).toEqual([expect.stringContaining("notes.sql is passed over")]);
    expect(await apply()).toEqual([]);
    const { rows } = await database.query(
      "select * from supabase_migrations.schema_migrations order by version",
    );
    expect(rows).toEqual([
      {
        version: "20260101000000",
        name: "first table",
        statements: ["create table a (id int)", "select ';'"],
      },
      {
        version: "20260102000000",
        name: "second",
        statements: ["alter table a add column b int", "-- the end"],
      },
    ]);
  });

  test("names file, line and column, and leaves the database as it was", async () => {
    await write("migrations/1_good.sql", "create table kept (id int);");
    await write(
      "migrations/2_bad.sql",
      "create table gone (id int);\n\n-- ünder 👋\nselect '👋',\n  nix from kept;\ncreate table never (id int);",
    );
    await write("migrations/3_after.sql", "create table after (id int);");
    const error = await failure(apply());
    expect(error).toMatchObject({
      code: "MIGRATION_FAILED",
      message: 'supabase/migrations/2_bad.sql:5:3: column "nix" does not exist (42703)',
      line: 5,
      column: 3,
    });
    expect(await tables()).toEqual(["kept"]);
    const status = await readMigrationStatus({
      connectionString: database.ownerUrl,
      supabaseDirectory,
    });
    expect(status.pending.map(({ version }) => version)).toEqual(["2", "3"]);
  });

  test("names the statement where PostgreSQL names no place, and no row's value", async () => {
    await write(
      "migrations/1_bad.sql",
      "create table t (secret text unique);\ninsert into t values ('hush');\n\n  -- twice\n  insert into t values ('hush');",
    );
    const error = await failure(apply());
    expect(error).toMatchObject({ line: 5, column: 3, details: "" });
    expect(error.message).toContain("duplicate key value");
    expect(error.message + error.hint).not.toContain("hush");
  });

  test.each([
    "drop schema storage cascade",
    "drop table storage.objects cascade",
    "alter schema storage rename to files",
  ])(
    "a migration that would take away what Supabase brings is undone as a whole: %s",
    async (statement) => {
      await write("migrations/1_gone.sql", `create table a (id int);\n${statement};`);
      expect(await failure(apply())).toMatchObject({
        code: "MIGRATION_FAILED",
        message: expect.stringMatching(
          /^supabase\/migrations\/1_gone\.sql:2:\d+: .*storage|objects/,
        ),
      });
      expect(await tables()).toEqual([]);
      const { rows } = await database.query("select to_regclass('storage.objects') as objects");
      expect(rows).toEqual([{ objects: "storage.objects" }]);
    },
  );

  test("takes a file with a byte order mark", async () => {
    await write("migrations/1_mark.sql", "\ufeffcreate table a (id int);");
    await apply();
    expect(await tables()).toEqual(["a"]);
  });

  test("explains what cannot run in a transaction", async () => {
    await write(
      "migrations/1_index.sql",
      "create table t (id int);\ncreate index concurrently on t (id);",
    );
    const error = await failure(apply());
    expect(error.line).toBe(2);
    expect(error.hint).toContain("CONCURRENTLY");
    expect(await tables()).toEqual([]);
  });

  test("lets a file commit by itself, and says what stays when it then fails", async () => {
    await write(
      "migrations/1_own.sql",
      "begin;\ncreate type mood as enum ('sad');\ncommit;\nalter type mood add value 'glad';",
    );
    await apply();
    await write(
      "migrations/2_own.sql",
      "create table stays (id int); commit; create table goes (id int); select 1/0;",
    );
    const error = await failure(apply());
    expect(error.details).toContain('What stands before "commit" is in the database');
    expect(await tables()).toEqual(["stays"]);
  });

  test("begins each file with the connection's own settings", async () => {
    await write("migrations/1_dump.sql", "select set_config('search_path', '', false);");
    await write(
      "migrations/2_plain.sql",
      "create table found (id uuid default uuid_generate_v4());",
    );
    await apply();
    expect(await tables()).toEqual(["found"]);
  });

  test("reports edited files, and refuses missing and late ones", async () => {
    await write("migrations/1_one.sql", "create table one (id int);");
    await write("migrations/3_three.sql", "create table three (id int);");
    await apply();
    await write("migrations/1_one.sql", "create table one (id bigint);");
    const notices: string[] = [];
    await apply({ onNotice: (notice) => notices.push(notice) });
    expect(notices).toEqual([expect.stringContaining("1_one.sql was edited after it was applied")]);
    await write("migrations/2_two.sql", "create table two (id int);");
    expect(await failure(apply())).toMatchObject({
      code: "MIGRATION_OUT_OF_ORDER",
      details: "supabase/migrations/2_two.sql",
    });
    await apply({ includeOutOfOrder: true });
    expect(await tables()).toEqual(["one", "three", "two"]);
    await rm(join(supabaseDirectory, "migrations/3_three.sql"));
    expect(await failure(apply())).toMatchObject({
      code: "MIGRATION_MISSING",
      details: "3_three.sql",
    });
    await write("migrations/2_again.sql", "");
    expect(await failure(apply())).toMatchObject({ code: "MIGRATION_DUPLICATE" });
  });

  test("runs one at a time", async () => {
    await write("migrations/1_one.sql", "create table one (id int); select pg_sleep(0.2);");
    const both = await Promise.all([apply(), apply()]);
    expect(both.map((applied) => applied.length).sort()).toEqual([0, 1]);
  });

  test("keeps away from other machines unless allowed", async () => {
    for (const host of ["db.example.com", "10.0.0.1", "127.0.0.1.example.com", "[fe80::1]"]) {
      const connectionString = `postgresql://a:b@${host}/postgres`;
      expect(await failure(apply({ connectionString }))).toMatchObject({ code: "DATABASE_REMOTE" });
    }
    const hidden = `${database.ownerUrl}?host=192.0.2.1`;
    expect(await failure(apply({ connectionString: hidden }))).toMatchObject({
      code: "DATABASE_REMOTE",
    });
  });
});

describe("seedDatabase()", () => {
  test("runs each file once, and reports a changed one", async () => {
    await write("migrations/1_t.sql", "create table t (name text);");
    await apply();
    expect(await seed()).toEqual([]);
    await write("seed.sql", "insert into t values ('a;'); insert into t values ('b');");
    expect(await seed()).toEqual(["supabase/seed.sql"]);
    await write("seed.sql", "insert into t values ('c');");
    const notices: string[] = [];
    expect(await seed({ onNotice: (notice) => notices.push(notice) })).toEqual([]);
    expect(notices).toEqual([expect.stringContaining("supabase/seed.sql changed after it ran")]);
    expect((await database.query("select name from t order by 1")).rows).toEqual([
      { name: "a;" },
      { name: "b" },
    ]);
  });

  test("finds files by pattern, and undoes one that fails", async () => {
    await mkdir(join(supabaseDirectory, "seeds"));
    await write("seeds/b.sql", "insert into t values ('b')");
    await write("seeds/a.sql", "create table t (name text)");
    await write("seeds/c.txt", "no");
    await write("bad.sql", "insert into t values ('gone');\ninsert into nowhere values (1);");
    const notices: string[] = [];
    const error = await failure(
      seed({
        paths: ["./seeds/*.sql", "seeds/?.sql", "./bad.sql", "none.sql"],
        onNotice: (notice) => notices.push(notice),
      }),
    );
    expect(notices).toEqual(["No seed file is named none.sql, as [db.seed] sql_paths says"]);
    expect(error).toMatchObject({
      code: "SEED_FAILED",
      line: 2,
      column: 13,
      path: "supabase/bad.sql",
    });
    expect((await database.query("select name from t")).rows).toEqual([{ name: "b" }]);
  });
});

describe("what goes before migrations, or in their place", () => {
  const SCHEMA = { schemaPaths: ["./schemas/types.sql", "schemas/*.sql"] };
  const notices: string[] = [];

  beforeEach(async () => {
    notices.length = 0;
    await mkdir(join(supabaseDirectory, "schemas"));
  });

  afterEach(() =>
    database
      .query("drop owned by rowlock_test_editor; drop role rowlock_test_editor")
      .catch(() => {}),
  );

  function files(options: Partial<ApplyMigrationsOptions> = {}) {
    const onNotice = (notice: string) => notices.push(notice);
    const shared = { connectionString: database.ownerUrl, supabaseDirectory, onNotice };
    return applyMigrations({ ...shared, ...options }).then((applied) => applied.files);
  }

  test("roles.sql runs once, as the owner, before the first migration", async () => {
    await write(
      "roles.sql",
      "create role rowlock_test_editor;\n alter role rowlock_test_editor set statement_timeout = '3s'",
    );
    await write(
      "migrations/1_t.sql",
      "create table t (id int); grant select on t to rowlock_test_editor;",
    );
    expect(await files()).toEqual(["supabase/roles.sql"]);
    expect(await files()).toEqual([]);
    const { rows } = await database.query(
      "select version from supabase_migrations.schema_migrations",
    );
    expect(rows).toEqual([{ version: "1" }]);
    expect(notices).toEqual([]);
    await write("roles.sql", "create role another");
    expect(await files()).toEqual([]);
    await resetExternalDatabase({ connectionString: database.ownerUrl });
    expect(await files()).toEqual([]);
    expect(new Set(notices)).toEqual(
      new Set(["supabase/roles.sql changed after it ran; rowlock db reset runs it anew"]),
    );
  });

  test("roles.sql of a database that has its migrations waits for a reset, and one that fails is named", async () => {
    await write("migrations/1_t.sql", "create table t (id int)");
    await files();
    await write("roles.sql", "select 1;\nalter role nobody_at_all set work_mem = '1MB'");
    expect(await files()).toEqual([]);
    expect(notices).toEqual([
      "supabase/roles.sql runs in a new database: rowlock db reset makes one",
    ]);
    await resetExternalDatabase({ connectionString: database.ownerUrl });
    expect(await failure(files())).toMatchObject({
      code: "MIGRATION_FAILED",
      path: "supabase/roles.sql",
      line: 2,
    });
    expect(await tables()).toEqual([]);
  });

  test("a declarative schema makes the database where there are no migrations, in the order of its list", async () => {
    await write("schemas/b_tables.sql", "create table b (m mood)");
    await write("schemas/types.sql", "create type mood as enum ('sad')");
    await write("schemas/a_tables.sql", "create table a (m mood)");
    const paths = ["types", "a_tables", "b_tables"].map((name) => `supabase/schemas/${name}.sql`);
    expect(await files({ schemaPaths: [...SCHEMA.schemaPaths, "none/*.sql"] })).toEqual(paths);
    expect(notices).toEqual(["No file is named none/*.sql, as [db.migrations] schema_paths says"]);
    await write("schemas/a_tables.sql", "create table a (m mood, other int)");
    await write("schemas/c_tables.sql", "create table c (m mood)");
    expect(await files(SCHEMA)).toEqual(["supabase/schemas/c_tables.sql"]);
    expect(notices.at(-1)).toBe(
      "supabase/schemas/a_tables.sql changed after it ran; rowlock db reset runs it anew",
    );
    await write("migrations/1_all.sql", "create type mood as enum ('sad')");
    expect(await failure(files(SCHEMA))).toMatchObject({
      code: "SCHEMA_FILES_APPLIED",
      message: expect.stringContaining("supabase/schemas/a_tables.sql, "),
      hint: expect.stringContaining("rowlock db reset"),
    });
    await resetExternalDatabase({ connectionString: database.ownerUrl });
    expect(await files(SCHEMA)).toEqual([]);
    expect(await tables()).toEqual([]);
  });

  test("[db.migrations] enabled = false passes over the migrations alone", async () => {
    await write("migrations/1_t.sql", "create table t (id int)");
    await write("schemas/types.sql", "create table u (id int)");
    await files({ enabled: false, ...SCHEMA });
    expect(await tables()).toEqual(["u"]);
  });
});

test("resetExternalDatabase() drops what the app made, and only that", async () => {
  await write(
    "migrations/1_all.sql",
    `
    create extension citext with schema public;
    create schema app; create table app.t (id int);
    create type mood as enum ('sad'); create domain short as text; create type pair as (a int, b int);
    create table parent (id bigint generated always as identity primary key, m mood, n citext);
    create view seen as select * from parent;
    create materialized view kept as select * from seen;
    create function twice(int) returns int language sql return $1 * 2;
    create aggregate sums (int) (sfunc = int4pl, stype = int);
    create sequence loose;
    insert into auth.users (id) values (gen_random_uuid());
    create policy p on storage.objects using (true);
    create policy m on realtime.messages using (true);
  `,
  );
  await write("seed.sql", "insert into app.t values (1)");
  await apply();
  await seed();
  await resetExternalDatabase({ connectionString: database.ownerUrl });
  const { rows } = await database.query(`
    select (select string_agg(relkind::text || relname, ',') from pg_class where relnamespace = 'public'::regnamespace and relkind <> 'i') as relations,
      (select count(*) from auth.users) as users, to_regnamespace('app') as app,
      to_regproc('public.twice') as routine, to_regtype('public.mood') as type, to_regtype('public.citext') as extension, to_regproc('extensions.gen_random_bytes') is not null as crypto
  `);
  expect(rows).toEqual([
    {
      relations: null,
      users: "0",
      app: null,
      routine: null,
      type: null,
      extension: null,
      crypto: true,
    },
  ]);
  expect(await apply()).toHaveLength(1);
  expect(await seed()).toHaveLength(1);
});

test("withClient() says DATABASE_UNREACHABLE when the connection is lost", async () => {
  const work = withClient(database.ownerUrl, (client) =>
    client.query("select pg_terminate_backend(pg_backend_pid())"),
  );
  expect(await failure(work)).toMatchObject({ code: "DATABASE_UNREACHABLE" });
});

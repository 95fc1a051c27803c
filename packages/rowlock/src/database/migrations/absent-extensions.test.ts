import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { applyMigrations } from "./apply-migrations.ts";
import { type AbsentExtensionsRule, readPassedOver } from "./passed-over.ts";

let database: TestDatabase;
let supabaseDirectory: string;
let notices: string[];

beforeEach(async () => {
  database = await createTestDatabase();
  supabaseDirectory = await mkdtemp(join(tmpdir(), "rowlock-absent-"));
  await mkdir(join(supabaseDirectory, "migrations"));
  notices = [];
});

afterEach(async () => {
  await database.drop();
  await rm(supabaseDirectory, { recursive: true });
});

function write(version: number, text: string): Promise<void> {
  return writeFile(join(supabaseDirectory, "migrations", `${version}_a.sql`), text);
}

function apply(absentExtensions: AbsentExtensionsRule) {
  return applyMigrations({
    connectionString: database.ownerUrl,
    supabaseDirectory,
    absentExtensions,
    onNotice: (notice) => notices.push(notice),
  });
}

const VECTOR = `create table notes (id int);
create extension if not exists vector with schema extensions;
create table documents (id int primary key, embedding extensions.vector(3));
create index on documents using hnsw (embedding vector_cosine_ops);
alter table notes add column meaning vector(3);
create policy p on documents for select using (true);
comment on column notes.meaning is 'x';
create function match_documents(query vector(3)) returns int language sql as 'select 1';
grant execute on function match_documents(vector) to anon;
create table tags (id int);
`;

test.each([
  [
    "create extension vector;",
    "vector",
    /apt-get install postgresql-1\d-pgvector: .*"\/usr\/lib\/postgresql\/1\d\/bin"|brew install pgvector/,
  ],
  [
    "do $$ begin create extension if not exists http with schema extensions; end $$;",
    "http",
    /http|No package/,
  ],
  [
    "create function f() returns void language plpgsql as 'begin create extension vector; end'; select f();",
    "vector",
    /pgvector/,
  ],
  ["create extension index_advisor cascade;", "index_advisor", /No package of it is known/],
])("one sentence tells what %s lacks and what to do", async (statement, name, advice) => {
  await write(1, `create table t (id int);\n${statement}`);
  const error = await apply("refuse").catch((reason) => reason);
  expect(error).toMatchObject({ code: "MIGRATION_FAILED" });
  expect(error.message).toMatch(
    new RegExp(
      `^supabase/migrations/1_a.sql:2:\\d+: The extension ${name} is not in this PostgreSQL$`,
    ),
  );
  expect(error.hint).toMatch(advice);
  expect(error.hint).toContain('absent_extensions = "skip"');
  expect(JSON.stringify([error.message, error.hint, error.details])).not.toMatch(
    /native|\.control|\.rowlock/,
  );
  expect((await database.query("select to_regclass('t') as t")).rows[0].t).toBeNull();
});

test("skip passes over what needs it, tells each by file and line, and applies the rest", async () => {
  await write(1, VECTOR);
  await apply("skip");
  expect(notices.map((notice) => /:(\d+) was passed over/.exec(notice)?.[1])).toEqual([
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "9",
  ]);
  const { rows } = await database.query(
    "select tablename as name from pg_tables where schemaname = 'public' order by 1",
  );
  expect(rows.map(({ name }) => name)).toEqual(["notes", "tags"]);
  const passed = await readPassedOver({ query: database.query } as never);
  expect(passed).toHaveLength(8);
  expect(new Set(passed.map(({ extension }) => extension))).toEqual(new Set(["vector"]));

  // A later run still knows what is wanting.
  await write(2, "create view v as select id from documents;\ncreate table more (id int);");
  await apply("skip");
  expect(notices.at(-1)).toContain("2_a.sql:1 was passed over");
});

test("skip excuses nothing that fails by itself", async () => {
  await write(1, `${VECTOR}create view broken as select id from nothing_of_the_kind;`);
  expect(await apply("skip").catch((error) => error.message)).toContain(
    '1_a.sql:11:38: relation "nothing_of_the_kind" does not exist',
  );
  await write(
    1,
    "create extension vector;\ninsert into storage.buckets (id, name) values ('a', 'a'), ('a', 'b');",
  );
  expect(await apply("skip").catch((error) => error.message)).toContain("duplicate key");
});

test("skip goes on behind a file's own COMMIT", async () => {
  await write(
    1,
    "create table a (id int); commit;\ncreate extension vector;\ncreate table b (v vector); begin; create table c (id int); commit;",
  );
  await apply("skip");
  const { rows } = await database.query(
    "select to_regclass('a') is not null and to_regclass('c') is not null as both",
  );
  expect(rows[0].both).toBe(true);
});

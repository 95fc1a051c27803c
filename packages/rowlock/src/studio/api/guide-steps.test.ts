// The database steps of the guide, by form and by SQL, through the API: both leave the same schema, and both leave the table
// without the grant that the API then offers.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { createStudioFixture, type StudioFixture } from "../../../test/studio-fixture.ts";
import type { ChangeInput } from "../wire/change.ts";
import type { MigrationSummary, MigrationsAnswer } from "../wire/migrations.ts";
import type { RunSqlAnswer } from "../wire/query.ts";
import type { DatabaseFunction, Policy, TableDetails } from "../wire/schema.ts";

let studio: StudioFixture;

afterEach(() => studio.close());

const OWNER = "requesting_user_id() = user_id";
const DEFINITION =
  "select nullif(current_setting('request.jwt.claims', true)::json->>'sub', '')::text;";

const FORMS: readonly ChangeInput[] = [
  {
    kind: "save-function",
    schema: "public",
    name: "requesting_user_id",
    returns: "text",
    language: "sql",
    volatility: "stable",
    definition: DEFINITION,
  },
  {
    kind: "create-table",
    schema: "public",
    name: "tasks",
    rls: true,
    columns: [
      { name: "id", type: "int8", identity: true, primaryKey: true },
      { name: "name", type: "text" },
      { name: "user_id", type: "text", default: "requesting_user_id()" },
    ],
  },
  {
    kind: "create-policy",
    schema: "public",
    table: "tasks",
    name: "Select tasks policy",
    command: "select",
    roles: ["authenticated"],
    using: OWNER,
  },
  {
    kind: "create-policy",
    schema: "public",
    table: "tasks",
    name: "Insert task policy",
    command: "insert",
    roles: ["authenticated"],
    check: OWNER,
  },
];

const GUIDE_SQL = `
create or replace function requesting_user_id() returns text as $$
  ${DEFINITION}
$$ language sql stable;

create table tasks (
  id serial primary key,
  name text not null,
  user_id text not null default requesting_user_id()
);
alter table "tasks" enable row level security;

create policy "Select tasks policy" on "public"."tasks"
as permissive for select to authenticated using (${OWNER});
create policy "Insert tasks policy" on "public"."tasks"
as permissive for insert to authenticated with check (${OWNER});`;

async function json<T>(response: Promise<Response>): Promise<T> {
  const answer = await response;
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}

function apply(change: ChangeInput): Promise<RunSqlAnswer> {
  return json(studio.call("/api/changes/apply", change));
}

test("the forms make the guide's schema, say what it lacks, and grant it", async () => {
  studio = await createStudioFixture();
  const answers: RunSqlAnswer[] = [];
  for (const change of FORMS) answers.push(await apply(change));
  expect(answers.map((answer) => answer.problem)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(answers[1]?.missing).toEqual([
    expect.objectContaining({
      role: "authenticated",
      privileges: ["select", "insert", "update", "delete"],
    }),
  ]);
  const missing = answers[3]?.missing ?? [];
  expect(missing).toEqual([
    {
      schema: "public",
      table: "tasks",
      role: "authenticated",
      privileges: ["select", "insert"],
      sequences: [],
    },
  ]);

  const [functions, policies] = await Promise.all([
    json<DatabaseFunction[]>(studio.call("/api/functions")),
    json<Policy[]>(studio.call("/api/policies")),
  ]);
  const made = functions.find((entry) => entry.name === "requesting_user_id");
  expect(made).toMatchObject({
    returns: "text",
    language: "sql",
    volatility: "stable",
    editable: true,
  });
  expect(made?.definition.trim()).toBe(DEFINITION);
  expect(policies).toEqual([
    expect.objectContaining({
      name: "Insert task policy",
      command: "insert",
      roles: ["authenticated"],
      using: null,
    }),
    expect.objectContaining({ name: "Select tasks policy", command: "select", check: null }),
  ]);

  const granted = await apply({
    kind: "grant",
    schema: "public",
    table: "tasks",
    grants: [{ role: "authenticated", privileges: [...(missing[0]?.privileges ?? [])] }],
    sequences: [...(missing[0]?.sequences ?? [])],
  });
  expect(granted.missing).toEqual([]);
  const details = await json<TableDetails>(studio.call("/api/tables/public/tasks"));
  expect(details).toMatchObject({
    rls: true,
    exposed: true,
    rowKey: { kind: "primary-key", columns: ["id"] },
  });
  expect(
    details.columns.map(({ name, type, identity, default: value }) => ({
      name,
      type,
      identity,
      value,
    })),
  ).toEqual([
    { name: "id", type: "bigint", identity: "by default", value: null },
    { name: "name", type: "text", identity: null, value: null },
    { name: "user_id", type: "text", identity: null, value: "requesting_user_id()" },
  ]);
  expect(details.grants).toContainEqual({
    role: "authenticated",
    privileges: ["select", "insert"],
  });
});

test("the guide's SQL runs as one text, and its serial's sequence is part of what it lacks", async () => {
  studio = await createStudioFixture();
  const answer = await json<RunSqlAnswer>(
    studio.call("/api/sql/run", { sql: GUIDE_SQL, runId: "guide-000001" }),
  );
  expect(answer.problem).toBeUndefined();
  expect(answer.results.map((result) => result.command)).toEqual([
    "CREATE FUNCTION",
    "CREATE TABLE",
    "ALTER TABLE",
    "CREATE POLICY",
    "CREATE POLICY",
  ]);
  expect(answer.missing).toEqual([
    {
      schema: "public",
      table: "tasks",
      role: "authenticated",
      privileges: ["select", "insert"],
      sequences: [{ schema: "public", name: "tasks_id_seq" }],
    },
  ]);
  expect(answer.changeId).toBeDefined();
});

test("a table without RLS is never offered a grant", async () => {
  studio = await createStudioFixture();
  const answer = await apply({
    kind: "create-table",
    schema: "public",
    name: "open",
    rls: false,
    columns: [{ name: "id", type: "int8" }],
  });
  expect(answer.missing).toEqual([]);
});

test("a form that PostgreSQL refuses keeps nothing of itself", async () => {
  studio = await createStudioFixture();
  const answer = await apply({
    kind: "create-table",
    schema: "public",
    name: "half",
    rls: true,
    columns: [{ name: "id", type: "int8" }],
    grants: [{ role: "nobody_here", privileges: ["select"] }],
  });
  expect(answer.problem).toMatchObject({ code: "42704" });
  expect(answer.changeId).toBeUndefined();
  expect((await studio.call("/api/tables/public/half")).status).toBe(404);
});

test("editing a policy's command replaces it in one step", async () => {
  studio = await createStudioFixture();
  for (const change of FORMS) await apply(change);
  const answer = await apply({
    kind: "replace-policy",
    schema: "public",
    table: "tasks",
    replaces: "Select tasks policy",
    name: "Read own tasks",
    command: "all",
    roles: ["authenticated"],
    using: OWNER,
    check: OWNER,
  });
  expect(answer.problem).toBeUndefined();
  const policies = await json<Policy[]>(studio.call("/api/policies"));
  expect(policies.map((policy) => policy.name)).toEqual(["Insert task policy", "Read own tasks"]);
});

test("changes wait in a list until they are kept as a migration, which is not run again", async () => {
  studio = await createStudioFixture();
  const first = await apply({ ...FORMS[0]! });
  const second = await apply({ ...FORMS[1]! });
  const list = await json<MigrationsAnswer>(studio.call("/api/migrations"));
  expect(list.unkept.map((change) => change.title)).toEqual([
    "Create function requesting_user_id",
    "Create table tasks",
  ]);

  const wrong = await studio.call("/api/migrations/keep", {
    changeIds: [first.changeId],
    name: "../up",
  });
  expect(wrong.status).toBe(422);
  // In whichever order they are named, they are kept in the order in which they were made.
  const keep = { changeIds: [second.changeId, first.changeId], name: "tasks" };
  const kept = await json<MigrationSummary>(studio.call("/api/migrations/keep", keep));
  const text = await readFile(join(dirname(studio.supabaseDirectory), kept.path ?? ""), "utf8");
  expect(text).toMatch(
    /^create function public\.requesting_user_id[\s\S]+\n\ncreate table public\.tasks[\s\S]+row level security;\n$/,
  );
  expect((await studio.call("/api/migrations/keep", keep)).status).toBe(404);
  expect(await json(studio.call("/api/migrations/apply", {}))).toEqual([]);
  expect(await json(studio.call("/api/migrations"))).toEqual({
    migrations: [{ ...kept, state: "applied" }],
    unkept: [],
  });
  expect(await json(studio.call(`/api/migrations/${kept.version}`))).toEqual({
    version: kept.version,
    sql: text,
  });
});

test("pending migrations are shown, applied, and come before what is kept", async () => {
  studio = await createStudioFixture();
  const folder = join(studio.supabaseDirectory, "migrations");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "20990101000000_later.sql"), "create table later (id int);");
  const { changeId } = await apply({ ...FORMS[0]! });
  const keep = { changeIds: [changeId], name: "mine" };
  expect((await studio.call("/api/migrations/keep", keep)).status).toBe(409);
  const applied = await json<MigrationSummary[]>(studio.call("/api/migrations/apply", {}));
  expect(applied).toMatchObject([{ version: "20990101000000", state: "applied" }]);
  // Its version follows the one that was applied, whatever the clock says.
  expect(await json(studio.call("/api/migrations/keep", keep))).toMatchObject({
    version: "20990101000001",
  });
});

test("a migration that PostgreSQL refuses says where", async () => {
  studio = await createStudioFixture();
  const folder = join(studio.supabaseDirectory, "migrations");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "20260101000000_broken.sql"), "select 1;\nselect wrong;");
  const response = await studio.call("/api/migrations/apply", {});
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({
    error: {
      code: "MIGRATION_FAILED",
      message: expect.stringContaining("20260101000000_broken.sql:2:8"),
    },
  });
});

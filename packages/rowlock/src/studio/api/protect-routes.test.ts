// Protecting a table from Studio: the plan before anything happens, the questions that it can't answer itself, and what is left.
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createStudioFixture,
  projectOf,
  type StudioFixture,
} from "../../../test/studio-fixture.ts";
import type { TableIntent } from "../ports.ts";
import type { MigrationsAnswer } from "../wire/migrations.ts";
import type { ApiProblem } from "../wire/problem.ts";
import type { ProtectInput, ProtectPlan } from "../wire/protect.ts";
import type { RunSqlAnswer } from "../wire/query.ts";
import type { Policy, TableDetails } from "../wire/schema.ts";

let studio: StudioFixture;
const declared: [readonly string[], TableIntent][] = [];

beforeAll(async () => {
  const declareIntent = async (tables: readonly string[], intent: TableIntent) =>
    void declared.push([tables, intent]);
  studio = await createStudioFixture({ project: { ...projectOf(), declareIntent } });
});

afterAll(() => studio.close());

const OWN: Omit<ProtectInput, "table"> = {
  schema: "public",
  owner: "user",
  read: "owner",
  write: "owner",
};

async function ask<Answer>(path: string, body?: unknown): Promise<Answer> {
  return (await (await studio.call(path, body)).json()) as Answer;
}

const run = (sql: string) => ask<RunSqlAnswer>("/api/sql/run", { sql, runId: "set-up-0001" });
const plan = (body: ProtectInput) => ask<ProtectPlan & ApiProblem>("/api/protect/plan", body);
const apply = (body: ProtectInput) => ask<RunSqlAnswer & ApiProblem>("/api/protect/apply", body);
const policiesOf = async (table: string) =>
  (await ask<Policy[]>("/api/policies")).filter((policy) => policy.table === table);

test("a plan says what it would do and does nothing; applied, it leaves nothing to do", async () => {
  await run("create table plain (id int8 primary key generated always as identity, name text)");
  const { sql, purposes } = await plan({ ...OWN, table: "plain" });
  expect(sql).toContain("enable row level security");
  expect(purposes).toContain("Whose the row is: a Clerk user");
  expect(await policiesOf("plain")).toEqual([]);

  expect((await apply({ ...OWN, table: "plain" })).problem).toBeUndefined();
  expect((await policiesOf("plain")).map(({ command }) => command).sort()).toEqual([
    "delete",
    "insert",
    "select",
    "update",
  ]);
  const details = await ask<TableDetails>("/api/tables/public/plain");
  expect(details).toMatchObject({ rls: true, missingGrants: [] });
  expect((await plan({ ...OWN, table: "plain" })).sql).toBe("");

  const { unkept } = await ask<MigrationsAnswer>("/api/migrations");
  expect(unkept.at(-1)).toMatchObject({ title: "Protect plain", statements: [sql.trimEnd()] });
  expect(declared).toEqual([[["public.plain"], { read: "owner", write: "owner" }]]);
});

test("a table that names users by their row in another is protected through it, found or named", async () => {
  await run(`create table users (id uuid primary key, clerk_user_id text unique not null);
    create table articles (id int primary key, profile_id uuid references users, editor_id uuid references users);
    create table drafts (id int primary key, profile_id uuid not null references users)`);
  const found = await plan({ ...OWN, table: "drafts" });
  expect(found.purposes).toContain("The caller's own row of users");
  expect(found.sql).not.toContain("add column");

  const unclear = await plan({ ...OWN, table: "articles" });
  expect(unclear.error).toMatchObject({ code: "STUDIO_FORM_INVALID", field: "column" });
  const through = { ...OWN, table: "articles", owner: "through" } as const;
  expect((await plan(through)).error.field).toBe("through");
  const missing = await plan({ ...through, through: "users.name", column: "profile_id" });
  expect(missing.error.field).toBe("through");
  const named = await plan({
    ...through,
    through: "users.clerk_user_id",
    column: "profile_id",
  });
  expect(named.sql).toContain("profile_id = any (array(select");
});

test("rows that belong to nobody are asked about, and stay as they were until then", async () => {
  await run("create table old (id int primary key); insert into old values (1)");
  const body = { ...OWN, table: "old" };
  for (const answer of [await plan(body), await apply(body)])
    expect(answer.error).toMatchObject({ code: "STUDIO_FORM_INVALID", field: "existing" });
  expect(await policiesOf("old")).toEqual([]);
  const nobody = await plan({ ...body, existing: { owner: "ada@example.com" } });
  expect(nobody.error.field).toBe("existing");

  await apply({ ...body, existing: { owner: "user_2abc" } });
  const rows = await run("select user_id from old");
  expect(rows.results[0]?.rows).toEqual([["user_2abc"]]);
});

test("a policy that lets more through is dropped only when that is asked", async () => {
  await run(`create table wide (id int primary key, user_id text);
    create policy "Everybody" on wide for select to authenticated using (true)`);
  const body = { ...OWN, table: "wide" };
  const refused = await plan(body);
  expect(refused.error).toMatchObject({ field: "replace" });
  expect(refused.error.message).toContain('"Everybody"');
  await apply({ ...body, replace: true });
  expect((await policiesOf("wide")).map(({ name }) => name)).not.toContain("Everybody");
});

test.each([
  ["column", { column: "id" }],
  ["memberships", { owner: "members" as const }],
  ["memberships", { owner: "members" as const, memberships: "public.strangers" }],
  ["role", { owner: "organization" as const, write: "role" as const, role: "a b" }],
  ["write", { write: "role" as const, role: "admin" }],
])("what can't be is told at the field %s", async (field, part) => {
  await run(`create table if not exists shaped (id int primary key, name text);
    create table if not exists strangers (name text)`);
  const { error } = await plan({ ...OWN, table: "shaped", ...part });
  expect(error.field).toBe(field);
});

test("every shape of the command can be asked for", async () => {
  await run(`create table teams (id int primary key);
    create table members (team_id int references teams, user_id text not null, role text);
    create table boards (id int primary key, team_id int references teams)`);
  const ofTeam = await plan({
    ...OWN,
    table: "boards",
    owner: "members",
    memberships: "public.members",
    write: "role",
    role: "admin",
  });
  expect(ofTeam.sql).toContain("private.");
  const ofOrganization = await plan({
    ...OWN,
    table: "teams",
    owner: "organization",
    personal: true,
    read: "public",
    write: "none",
    native: true,
  });
  expect(ofOrganization.sql).toContain("to anon, authenticated");
});

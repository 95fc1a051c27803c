import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createStudioFixture, type StudioFixture } from "../../../test/studio-fixture.ts";
import type { RunSqlAnswer } from "../wire/query.ts";

let studio: StudioFixture;

beforeAll(async () => {
  studio = await createStudioFixture();
});

afterAll(() => studio.close());

async function run(sql: string, runId: string): Promise<RunSqlAnswer> {
  const response = await studio.call("/api/sql/run", { sql, runId });
  return (await response.json()) as RunSqlAnswer;
}

test("a run can be cancelled by its id while it works, and its words say so", async () => {
  const slow = run("select pg_sleep(60)", "slow-run-0001");
  for (let cancelled = false; !cancelled; ) {
    const response = await studio.call("/api/sql/cancel", { runId: "slow-run-0001" });
    ({ cancelled } = (await response.json()) as { cancelled: boolean });
    await setTimeout(10);
  }
  expect((await slow).problem).toMatchObject({
    code: "57014",
    message: "canceling statement due to user request",
  });
  const later = await studio.call("/api/sql/cancel", { runId: "slow-run-0001" });
  expect(await later.json()).toEqual({ cancelled: false });
});

test("two runs can't share an id", async () => {
  const first = run("select pg_sleep(0.3)", "same-run-0001");
  const second = await studio.call("/api/sql/run", { sql: "select 1", runId: "same-run-0001" });
  expect(second.status).toBe(409);
  await first;
});

test("only what changed the schema, and lasts, joins the list of changes", async () => {
  expect(
    (await run("select 1; insert into pg_temp.x select 1", "plain-run-01")).changeId,
  ).toBeUndefined();
  expect((await run("create table a (id int)", "ddl-run-0001")).changeId).toBeDefined();
  expect(
    (await run("begin; create table b (id int); rollback", "undone-run-1")).changeId,
  ).toBeUndefined();
  expect((await run("begin; create table c (id int)", "open-run-001")).changeId).toBeUndefined();
  expect((await run("create table a (id int)", "fail-run-001")).changeId).toBeUndefined();
});

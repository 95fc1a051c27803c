// Reads that PostgreSQL takes long for: ended in the server when nobody waits for them, and never waited for unasked.
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createStudioFixture,
  type StudioFixture,
  studioRequest,
} from "../../../test/studio-fixture.ts";

let studio: StudioFixture;

beforeAll(async () => {
  studio = await createStudioFixture();
  await studio.database.query("create view endless as select 1 as id where pg_sleep(600) is null");
});

afterAll(() => studio.close());

async function atWork(): Promise<number> {
  const { rows } = await studio.database.query(
    "select count(*)::int as count from pg_stat_activity where state = 'active' and query like '%endless%' and pid <> pg_backend_pid()",
  );
  return (rows[0] as { count: number }).count;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await setTimeout(10);
}

test("a read is ended in the server when its page is left, and the pool stays free", async () => {
  const leave = new AbortController();
  const reads = Array.from({ length: 6 }, () => {
    const asked = studioRequest("/api/rows/read", { schema: "public", table: "endless" });
    return studio.fetch(new Request(asked, { signal: leave.signal }));
  });
  await until(async () => (await atWork()) > 0);
  leave.abort();
  await Promise.allSettled(reads);
  expect(await atWork()).toBe(0);
  expect((await studio.call("/api/schema")).status).toBe(200);
  expect(studio.reported).toEqual([]);
});

test("a count that nobody asked for gives way to the estimate", async () => {
  const answer = await studio.call("/api/rows/count", { schema: "public", table: "endless" });
  expect(await answer.json()).toMatchObject({ exact: false });
  expect(await atWork()).toBe(0);
});

// Requesters who leave: what runs for them ends, what waits for them is not begun, and nobody else notices.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { startHoldingProxy } from "../../../test/holding-proxy.ts";
import { createRequester } from "../../http/requester.ts";
import type { Batch } from "./batch.ts";
import { createBatchRunner } from "./create-batch-runner.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.query("create table noted (what text); grant all on noted to anon");
});

afterAll(() => database.drop());

function batch(text: string): Batch {
  return { role: "anon", settings: [], query: { text, values: [] } };
}

const outcomeOf = (promise: Promise<{ rows: unknown }>) =>
  promise.then(
    ({ rows }) => rows,
    (error: { code: string }) => error.code,
  );

async function isRunning(text: string): Promise<boolean> {
  const { rows } = await database.query(
    "select 1 from pg_stat_activity where datname = $1 and state = 'active' and query like $2 and pid <> pg_backend_pid()",
    [database.name, `%${text}%`],
  );
  return rows.length > 0;
}

test("a batch ends when its requester leaves, keeps nothing, and its connection goes on", async () => {
  const runner = createBatchRunner({ connectionString: database.authenticatorUrl, max: 1 });
  const [[pid]] = (await outcomeOf(runner.run(batch("select pg_backend_pid()")))) as [[string]];
  const requester = createRequester();
  const asked = outcomeOf(
    runner.run(
      batch(
        "with made as (insert into noted values ('x') returning 1) select pg_sleep(600) from made",
      ),
      requester,
    ),
  );
  await expect.poll(() => isRunning("pg_sleep(600)"), { timeout: 10_000 }).toBe(true);
  requester.leave();
  expect(await asked).toBe("REQUESTER_LEFT");
  expect(await outcomeOf(runner.run(batch("select count(*) from noted")))).toEqual([["0"]]);
  expect(await outcomeOf(runner.run(batch("select pg_backend_pid()")))).toEqual([[pid]]);
  await runner.end();
});

test("who left is not waited for: neither in the line nor before it", async () => {
  const runner = createBatchRunner({ connectionString: database.authenticatorUrl, max: 1 });
  const first = outcomeOf(runner.run(batch("select pg_sleep(0.5), 'first'")));
  const requester = createRequester();
  const second = outcomeOf(runner.run(batch("insert into noted values ('second')"), requester));
  const third = outcomeOf(runner.run(batch("select 'third'")));
  requester.leave();
  expect(await second).toBe("REQUESTER_LEFT");
  expect(await outcomeOf(runner.run(batch("select 1"), requester))).toBe("REQUESTER_LEFT");
  expect(await first).toEqual([["", "first"]]);
  expect(await third).toEqual([["third"]]);
  expect(await outcomeOf(runner.run(batch("select count(*) from noted")))).toEqual([["0"]]);
  await runner.end();
});

// A connection must not be handed on before its cancel request is over: what comes next would be cancelled.
test("a cancel request that comes late hits nobody", async () => {
  const url = new URL(database.authenticatorUrl);
  const proxy = await startHoldingProxy(Number(url.port));
  url.port = String(proxy.port);
  const runner = createBatchRunner({ connectionString: url.href, max: 1 });
  const requester = createRequester();
  const asked = outcomeOf(runner.run(batch("select pg_sleep(0.3), 'done'"), requester));
  await expect.poll(() => isRunning("pg_sleep(0.3)"), { interval: 10 }).toBe(true);
  requester.leave();
  await expect.poll(() => proxy.held(), { interval: 10 }).toBe(1);
  expect(await asked).toEqual([["", "done"]]);
  const bystander = outcomeOf(runner.run(batch("select pg_sleep(1), 'unharmed'")));
  await sleep(200);
  proxy.release();
  expect(await bystander).toEqual([["", "unharmed"]]);
  await runner.end();
  proxy.close();
});

test("a connection whose cancel request got lost is not used again", async () => {
  const url = new URL(database.authenticatorUrl);
  const proxy = await startHoldingProxy(Number(url.port));
  url.port = String(proxy.port);
  const runner = createBatchRunner({ connectionString: url.href, max: 1 });
  const [[pid]] = (await outcomeOf(runner.run(batch("select pg_backend_pid()")))) as [[string]];
  const requester = createRequester();
  const asked = outcomeOf(runner.run(batch("select pg_sleep(0.3)"), requester));
  await expect.poll(() => isRunning("pg_sleep(0.3)"), { interval: 10 }).toBe(true);
  requester.leave();
  await expect.poll(() => proxy.held(), { interval: 10 }).toBe(1);
  proxy.lose();
  await asked;
  expect(await outcomeOf(runner.run(batch("select pg_backend_pid()")))).not.toEqual([[pid]]);
  await runner.end();
  proxy.close();
});

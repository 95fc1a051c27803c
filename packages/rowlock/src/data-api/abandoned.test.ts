// Clients that go away, over real sockets: what they asked for ends with them, and who is still there is answered.
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestDataApi, type TestDataApi } from "../../test/data-api.ts";
import { type Listener, listen } from "../http/listen.ts";

let api: TestDataApi;
let listener: Listener;

beforeAll(async () => {
  api = await startTestDataApi(`
    create table things (id int primary key);
    insert into things values (1);
    create function slow(seconds float8) returns text language sql as
      $$ select pg_sleep(seconds)::text || 'slept' $$;
    grant select on things to anon;
  `);
  listener = await listen({ name: "the test", port: 0, fetch: api.fetch });
});

afterAll(async () => {
  await listener.close(0);
  await api.close();
});

function call(seconds: number, signal?: AbortSignal): Promise<Response> {
  return fetch(`${listener.url}/rpc/slow`, {
    method: "POST",
    body: JSON.stringify({ seconds }),
    headers: { "content-type": "application/json" },
    ...(signal && { signal }),
  });
}

async function countRunning(): Promise<number> {
  const { rows } = await api.database.query(
    "select count(*)::int as count from pg_stat_activity where datname = $1 and usename = 'authenticator' and state = 'active'",
    [api.database.name],
  );
  return rows[0].count;
}

// The pool has 4 connections: without cancelling, nobody is answered for ten minutes.
test("30 calls are abandoned: 40 others and a bystander are answered, and nothing goes on running", async () => {
  const leaving = new AbortController();
  const abandoned = Array.from({ length: 30 }, () => call(600, leaving.signal));
  const gone = Promise.allSettled(abandoned);
  await expect.poll(countRunning, { timeout: 10_000 }).toBe(4);
  leaving.abort();
  const live = Array.from({ length: 40 }, () => call(0.01));
  const bystander = await fetch(`${listener.url}/things`);
  expect([bystander.status, await bystander.json()]).toEqual([200, [{ id: 1 }]]);
  const answers = await Promise.all(live);
  expect(answers.map(({ status }) => status)).toEqual(live.map(() => 200));
  expect((await gone).every(({ status }) => status === "rejected")).toBe(true);
  expect(await countRunning()).toBe(0);
}, 30_000);

test("requests wait for the connections that there are when somebody else holds the others", async () => {
  const other = await startTestDataApi(
    "create function one() returns int language sql as 'select 1'",
  );
  const limit = (connections: number) =>
    other.database.query(`alter database ${other.database.name} connection limit ${connections}`);
  const ask = () => other.ask("/rpc/one", { method: "POST", body: {} });
  // At first there is none: one is the owner's.
  await limit(1);
  const early = ask();
  setTimeout(() => limit(2), 300);
  expect((await early).status).toBe(200);
  // The Data API would take 4 and has 1.
  const answers = await Promise.all(Array.from({ length: 20 }, ask));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  await other.close();
});

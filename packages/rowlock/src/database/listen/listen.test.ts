import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { connectionUrl } from "../connection-url.ts";
import { listen } from "./listen.ts";

const PATIENTLY = { timeout: 30_000 };

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test("listen() hears of schema changes, once per transaction, and again after its connection was lost", async () => {
  const heard: string[] = [];
  let connected = 0;
  let lost = 0;
  const listener = listen({
    connectionString: database.ownerUrl,
    channel: "pgrst",
    onNotification: (payload) => heard.push(payload),
    onConnected: () => {
      connected += 1;
    },
    onDisconnected: () => {
      lost += 1;
    },
  });
  await expect.poll(() => connected, PATIENTLY).toBe(1);
  await database.query("create table a (id int); create policy p on a; grant select on a to anon");
  await expect.poll(() => heard, PATIENTLY).toEqual(["reload schema"]);
  await database.query("create temp table passing (id int)");
  await database.query("drop table passing");
  await database.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'rowlock listener' and datname = current_database()",
  );
  await expect.poll(() => connected, PATIENTLY).toBe(2);
  expect(lost).toBe(1);
  await database.query("drop table a");
  await expect.poll(() => heard, PATIENTLY).toEqual(["reload schema", "reload schema"]);
  await listener.close();
  await database.query("create table b (id int)");
  expect(heard).toHaveLength(2);
});

test("listen() tries on when nobody answers, until it is closed", async () => {
  let failures = 0;
  const listener = listen({
    connectionString: connectionUrl({ port: 1, user: "a", password: "b", database: "c" }),
    channel: "pgrst",
    onNotification: () => {},
    onDisconnected: () => {
      failures += 1;
    },
  });
  await expect.poll(() => failures, PATIENTLY).toBeGreaterThan(1);
  await listener.close();
});

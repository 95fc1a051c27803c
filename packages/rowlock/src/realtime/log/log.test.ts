// The log itself: what is lost on the way is found again, each change once, and nothing is left on the server.
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createTestDatabase,
  TEMPLATE_DATABASE,
  type TestDatabase,
} from "../../../test/database.ts";
import { createFeedLab, eventually, type FeedLab } from "../../../test/feed-lab.ts";
import { dropDatabase } from "../../database/migrations/drop-database.ts";
import type { StoredMessage } from "../ports.ts";

let database: TestDatabase;
let lab: FeedLab;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.query(`
    create table public.notes (id int primary key, title text);
    create table public.other (id int primary key, title text);
    grant select on all tables in schema public to service_role;
    alter publication supabase_realtime add table notes`);
});
afterAll(() => database.drop());

const NOTES = [{ schema: "public", table: "notes" }];

async function asSuperuser<Row extends object>(text: string): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  try {
    return (await client.query(text)).rows as Row[];
  } finally {
    await client.end();
  }
}

const slots = () =>
  asSuperuser<{ slot_name: string }>(
    "select slot_name from pg_replication_slots where database = current_database()",
  );

const cutOff = () =>
  asSuperuser(
    "select pg_terminate_backend(active_pid) from pg_replication_slots where database = current_database()",
  );

const idsOf = (changes: readonly { readonly record?: Record<string, unknown> }[]) =>
  changes.map(({ record }) => record?.id);

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe("the log", () => {
  test("is opened for a listener, and leaves no slot behind", async () => {
    lab = createFeedLab(database, { idleMs: 1 });
    expect(await slots()).toEqual([]);
    const hearer = await lab.listen(NOTES);
    await expect(lab.feed.ready).resolves.toBeUndefined();
    expect(await slots()).toHaveLength(1);
    hearer.close();
    for (let left = await slots(); left.length > 0; left = await slots()) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const again = await lab.listen(NOTES);
    await database.query("insert into notes values (1, 'a')");
    expect(idsOf(await again.hears(1))).toEqual([1]);
    await lab.close();
    expect(await slots()).toEqual([]);
  });

  test("is followed through cuts: each change once, in its order, large transactions too", async () => {
    lab = createFeedLab(database);
    const hearer = await lab.listen(NOTES);
    await database.query(
      "insert into notes select n, repeat('x', 500) from generate_series(100, 5099) n",
    );
    await eventually(() => hearer.changes.length > 300, "the first changes");
    await cutOff();
    await database.query("insert into notes values (6000, 'b')");
    await eventually(() => hearer.changes.length > 2_500, "changes after the first cut");
    await cutOff();
    await hearer.hears(5_001);
    await database.query("insert into notes values (6001, 'c')");
    await hearer.hears(5_002);
    expect(idsOf(hearer.changes)).toEqual([...range(100, 5_099), 6_000, 6_001]);
    expect(hearer.statuses).toHaveLength(1);
    await lab.close();
  });

  test("tells of a gap where the slot went with the connection", async () => {
    lab = createFeedLab(database, { temporarySlot: true });
    const hearer = await lab.listen(NOTES);
    await database.query("insert into notes values (7000, 'a')");
    await hearer.hears(1);
    await cutOff();
    await eventually(() => hearer.statuses.length === 3, "the gap's status");
    expect(hearer.statuses.map(({ status }) => status)).toEqual(["ok", "error", "ok"]);
    await database.query("insert into notes values (7001, 'b')");
    expect(idsOf(await hearer.hears(2))).toEqual([7000, 7001]);
    await lab.close();
    expect(await slots()).toEqual([]);
  });

  test("goes by what is published, when it changes too", async () => {
    lab = createFeedLab(database);
    const all = await lab.listen([{ schema: "public" }]);
    await database.query("insert into other values (1, 'unpublished')");
    await database.query("alter publication supabase_realtime add table other");
    await database.query("insert into other values (2, 'published'); truncate other");
    expect(idsOf(await all.hears(1))).toEqual([2]);
    await database.query("alter publication supabase_realtime set (publish = 'delete')");
    await database.query("insert into other values (3, ''); delete from other where id = 3");
    expect((await all.hears(2))[1]).toMatchObject({ type: "DELETE", old_record: { id: 3 } });
    await database.query("drop publication supabase_realtime");
    await database.query("insert into other values (4, '')");
    await database.query("create publication supabase_realtime for table other");
    await eventually(() => all.statuses.some(({ status }) => status === "error"), "a gap");
    await all.isTold("ok");
    await database.query("insert into other values (5, '')");
    expect(idsOf(await all.hears(3)).at(-1)).toBe(5);
    await lab.close();
    await database.query("alter publication supabase_realtime add table notes");
  });

  test("tells what SQL sends once it is committed, and never what was undone", async () => {
    lab = createFeedLab(database);
    const heard: StoredMessage[] = [];
    const end = lab.feed.onMessage((message) => heard.push(message));
    await lab.feed.ready;
    await database.query(
      "begin; select realtime.send('{\"n\": 1}', 'undone', 'room', true); rollback",
    );
    await database.query("select realtime.send('{\"n\": 2, \"id\": 5}', 'sent', 'room', false)");
    await database.query("select realtime.send_binary('\\x00ff', 'bytes', 'room \"q\"', true)");
    await eventually(() => heard.length === 2, "two messages");
    expect(heard).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        topic: "room",
        event: "sent",
        private: false,
        payload: '{"n": 2, "id": 5}',
        binaryPayload: null,
      },
      {
        id: expect.any(String),
        topic: 'room "q"',
        event: "bytes",
        private: true,
        payload: null,
        binaryPayload: Buffer.from([0, 255]),
      },
    ]);
    end();
    await lab.close();
  });

  test("lets its database be dropped, and follows the one that comes in its place", async () => {
    const dropped = await createTestDatabase();
    await dropped.query("alter publication supabase_realtime add table realtime.subscription");
    const own = createFeedLab(dropped);
    const hearer = await own.listen([{ schema: "realtime" }]);
    const client = new pg.Client({ connectionString: database.superuserUrl });
    await client.connect();
    await dropDatabase(client, dropped.name);
    await client.query(
      `create database ${dropped.name} template ${TEMPLATE_DATABASE} owner postgres`,
    );
    await client.end();
    await eventually(() => hearer.statuses.length === 3, "the gap's status");
    expect(hearer.statuses.map(({ status }) => status)).toEqual(["ok", "error", "ok"]);
    await own.close();
    await dropped.drop();
  });

  test("says what to make where nothing is published", async () => {
    const bare = await createTestDatabase({ app: false });
    const own = createFeedLab(bare);
    own.feed.onMessage(() => {});
    await expect(own.feed.ready).rejects.toMatchObject({
      code: "REALTIME_LOG",
      hint: "Run: create publication supabase_realtime",
    });
    await own.close();
    await bare.drop();
  });
});

// The calls of pgmq's documents, in their order, on a queue that the first of them makes.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.query("create extension if not exists pgmq");
});
afterAll(() => database?.drop());

async function answer(query: string): Promise<unknown> {
  try {
    const { rows } = await database.query({ text: query, rowMode: "array" } as never);
    return rows.map((row) => (row as unknown as unknown[]).join("|")).join(" ");
  } catch (error) {
    return (error as Error).message;
  }
}

const READ = "select msg_id, read_ct, message::text from";

describe("pgmq", () => {
  test.each([
    ["select pgmq.create('jobs')", ""],
    ["select pgmq.create('Jobs')", ""],
    ["select queue_name, is_partitioned, is_unlogged from pgmq.list_queues()", "jobs|false|false"],
    [`select pgmq.send('jobs', '{"a": 1}')`, "1"],
    [`select * from pgmq.send(queue_name => 'JOBS', msg => '{"a": 2}', delay => 600)`, "2"],
    [`select pgmq.send('jobs', '{"a": 3}', now() + interval '1 hour')`, "3"],
    [`select * from pgmq.send_batch('jobs', array['{"b": 1}', '{"b": 2}']::jsonb[])`, "4 5"],
    [`select pgmq.send('jobs', '{"c": 1}', '{"trace": "t"}'::jsonb)`, "6"],
    [`${READ} pgmq.read('jobs', 30, 2)`, '1|1|{"a": 1} 4|1|{"b": 1}'],
    [`${READ} pgmq.read('jobs', 30, 9, '{"b": 2}')`, '5|1|{"b": 2}'],
    ["select msg_id, headers ->> 'trace' from pgmq.read('jobs', 30)", "6|t"],
    ["select count(*) from pgmq.read('jobs', 30, 9)", "0"],
    ["select count(*) from pgmq.read_with_poll('jobs', 30, 1, 0, 1)", "0"],
    [`${READ} pgmq.set_vt('jobs', 4, 0)`, '4|1|{"b": 1}'],
    [`${READ} pgmq.read_with_poll('jobs', 30, 1, 5, 50)`, '4|2|{"b": 1}'],
    ["select pgmq.set_vt('jobs', 1, -1)", /^\(1,1,/],
    [`${READ} pgmq.pop('jobs')`, '1|1|{"a": 1}'],
    ["select pgmq.delete('jobs', 1)", "false"],
    ["select pgmq.delete('jobs', 2)", "true"],
    ["select * from pgmq.delete('jobs', array[3, 999])", "3"],
    ["select pgmq.archive('jobs', 4)", "true"],
    ["select * from pgmq.archive('jobs', array[5, 4])", "5"],
    ["select msg_id, message::text from pgmq.a_jobs order by 1", '4|{"b": 1} 5|{"b": 2}'],
    [
      "select queue_name, queue_length, total_messages, oldest_msg_age_sec >= 0, queue_visible_length from pgmq.metrics('jobs')",
      "jobs|1|6|true|0",
    ],
    ["select queue_name from pgmq.metrics_all()", "jobs"],
    ["select pgmq.purge_queue('jobs')", "1"],
    ["select pgmq.create_unlogged('quick')", ""],
    ["select relpersistence from pg_class where relname = 'q_quick'", "u"],
    ["select pgmq.create_partitioned('parts')", "Rowlock's pgmq has no partitioned queues"],
    ["select pgmq.create('a; drop table x')", /^a queue name has 1 to 47/],
    ["select pgmq.send('nowhere', '{}')", 'relation "pgmq.q_nowhere" does not exist'],
    ["alter table pgmq.q_quick enable row level security", ""],
    ["select pgmq.drop_queue('jobs')", "true"],
    ["select pgmq.drop_queue('jobs')", "false"],
    ["select to_regclass('pgmq.q_jobs'), to_regclass('pgmq.a_jobs')", "|"],
    ["drop extension pgmq cascade", ""],
  ])("%s", async (query, expected) => {
    if (expected instanceof RegExp) expect(await answer(query)).toMatch(expected);
    else expect(await answer(query)).toBe(expected);
  });

  test("a message is read by one of those who ask at once", async () => {
    await database.query("create extension pgmq; select pgmq.create('race')");
    await database.query("select pgmq.send_batch('race', array_fill('{}'::jsonb, array[20]))");
    const { default: pg } = await import("pg");
    const pool = new pg.Pool({ connectionString: database.ownerUrl, max: 4 });
    const asked = Array.from({ length: 10 }, () =>
      pool.query("select msg_id from pgmq.read('race', 600, 2)"),
    );
    const read = (await Promise.all(asked)).flatMap(({ rows }) => rows.map((row) => row.msg_id));
    await pool.end();
    expect(new Set(read).size).toBe(read.length);
  });

  test("is closed to requests until a schema is opened to them", async () => {
    const refused = "set role authenticated; select pgmq.send('race', '{}')";
    expect(await answer(refused)).toBe("permission denied for schema pgmq");
    await database.query("reset role");
  });
});

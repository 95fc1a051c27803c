import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { runSql } from "./run-sql.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase({ app: true });
});

afterAll(() => database.drop());

function run(sql: string, options: { maxRows?: number; timeoutSeconds?: number } = {}) {
  return runSql(
    { sql, maxRows: 100, timeoutSeconds: 30, ...options },
    { connectionString: database.ownerUrl, now: () => performance.now() },
  );
}

describe("runSql()", () => {
  test("gives each statement's result, with types and texts as PostgreSQL writes them", async () => {
    const { results } = await run(
      "select 9007199254740993 as big, null as nothing, '{1,2}'::int[] as list; select '1 day'::interval(0); create type mood as enum ('calm'); select 'calm'::mood",
    );
    expect(results[0]).toEqual({
      command: "SELECT 1",
      columns: [
        { name: "big", type: "bigint" },
        { name: "nothing", type: "text" },
        { name: "list", type: "integer[]" },
      ],
      rows: [["9007199254740993", null, "{1,2}"]],
      rowCount: 1,
      truncated: false,
    });
    expect(results[1]?.columns[0]?.type).toBe("interval(0)");
    expect(results[2]).toMatchObject({ command: "CREATE TYPE", columns: [], rowCount: null });
    expect(results[3]?.columns[0]?.type).toBe("mood");
  });

  test("keeps so many rows as asked and counts the others", async () => {
    const { results } = await run("select n from generate_series(1, 5000) n", { maxRows: 10 });
    expect(results[0]).toMatchObject({ rowCount: 5000, truncated: true });
    expect(results[0]?.rows).toHaveLength(10);
  });

  test("cuts a cell of many megabytes", async () => {
    const { results } = await run("select repeat('x', 3000000)");
    expect(results[0]?.rows[0]?.[0]).toEqual({ cut: "x".repeat(20_000) });
  });

  test("places an error in UTF-16 units, after characters of every width", async () => {
    const sql = "select '😀é';\nselect wrong_column";
    const { problem } = await run(sql);
    expect(problem).toMatchObject({
      code: "42703",
      message: 'column "wrong_column" does not exist',
    });
    expect(sql.slice(problem?.position)).toBe("wrong_column");
  });

  test("passes detail, hint and the function that failed", async () => {
    const { problem } = await run(
      "do $$ begin raise exception 'no' using detail = 'since', hint = 'do', errcode = 'P0009'; end $$",
    );
    expect(problem).toMatchObject({ code: "P0009", message: "no", detail: "since", hint: "do" });
    expect(problem?.where).toContain("inline_code_block");
  });

  test("undoes everything when one statement fails", async () => {
    await run("create table undone (id int); select 1/0");
    const { results } = await run("select to_regclass('undone') is null");
    expect(results[0]?.rows).toEqual([["t"]]);
  });

  test("rolls back a transaction that was left open, and says so", async () => {
    const { transactionLeftOpen } = await run("begin; create table open_end (id int)");
    expect(transactionLeftOpen).toBe(true);
    const { results } = await run("select to_regclass('open_end') is null");
    expect(results[0]?.rows).toEqual([["t"]]);
  });

  test("leaves nothing of a session behind", async () => {
    await run("set statement_timeout = 7; set role anon; create temp table t (id int)");
    const { results } = await run(
      "select current_user, current_setting('statement_timeout'), to_regclass('t')",
    );
    expect(results[0]?.rows).toEqual([["postgres", "30s", null]]);
  });

  test("collects notices", async () => {
    const { notices } = await run(
      "do $$ begin raise warning 'careful' using hint = 'look'; end $$",
    );
    expect(notices).toEqual([
      expect.objectContaining({ severity: "WARNING", message: "careful", hint: "look" }),
    ]);
  });

  test("shows COPY to the client, and refuses COPY from it", async () => {
    const { results } = await run(
      "copy (select 1, 'a' union all select 2, null order by 1) to stdout",
    );
    expect(results[0]).toMatchObject({ command: "COPY 2", rows: [["1\ta"], ["2\t\\N"]] });
    await run("create table filled (id int)");
    const { problem } = await run("copy filled from stdin");
    expect(problem?.message).toContain("COPY ... FROM STDIN");
  });

  test("runs what can't be in a transaction, when it stands alone", async () => {
    await run("create table vacuumed (id int)");
    expect((await run("vacuum vacuumed")).problem).toBeUndefined();
  });

  test("takes a text without a statement", async () => {
    expect(await run("-- nothing")).toMatchObject({ results: [], transactionLeftOpen: false });
  });

  test("ends at its time", async () => {
    const { problem } = await run("select pg_sleep(30)", { timeoutSeconds: 1 });
    expect(problem).toMatchObject({ code: "57014" });
  });

  test("says so when the connection is lost on the way", async () => {
    const { problem } = await run("select pg_terminate_backend(pg_backend_pid())");
    expect(["57P01", "DATABASE_LOST"]).toContain(problem?.code);
  });

  test("says so when nothing answers, without the password", async () => {
    const answer = await runSql(
      { sql: "select 1", maxRows: 1, timeoutSeconds: 1 },
      { connectionString: "postgresql://postgres:hunter2@127.0.0.1:1/postgres", now: () => 0 },
    );
    expect(answer.problem?.code).toBe("DATABASE_UNREACHABLE");
    expect(JSON.stringify(answer)).not.toContain("hunter2");
  });
});

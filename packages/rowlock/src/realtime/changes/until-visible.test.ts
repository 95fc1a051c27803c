// A transaction counts as told only once others see its rows.
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createQueryPool, type QueryPool } from "../../database/pool/create-query-pool.ts";
import { untilVisible } from "./until-visible.ts";

let database: TestDatabase;
let pool: QueryPool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createQueryPool({ connectionString: database.ownerUrl });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const staying = () => ({ pool, isGone: () => false });

test("untilVisible() waits for a transaction whose session has not marked it as over", async () => {
  const session = new pg.Client({ connectionString: database.ownerUrl });
  await session.connect();
  await session.query("begin");
  const { rows } = await session.query(
    "select pg_current_xact_id()::text::bigint & 4294967295 as xid",
  );
  const told: string[] = [];
  const waiting = untilVisible([Number(rows[0].xid)], staying()).then(() => told.push("seen"));
  await untilVisible([3, Number(rows[0].xid) - 1], staying());
  await session.query("select 1 from pg_class limit 1");
  expect(told).toEqual([]);
  told.push("over");
  await session.query("commit");
  await waiting;
  expect(told).toEqual(["over", "seen"]);
  await session.end();
});

test("untilVisible() waits no longer than anybody does", async () => {
  let isGone = false;
  const waiting = untilVisible([4_000_000], { pool, isGone: () => isGone });
  isGone = true;
  await waiting;
});

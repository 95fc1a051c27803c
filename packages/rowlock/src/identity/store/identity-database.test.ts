import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { param, sql, trusted } from "../../sql/fragment.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import {
  type IdentityDatabase,
  only,
  openIdentityDatabase,
  textArray,
} from "./identity-database.ts";

let database: TestDatabase;
let pool: pg.Pool;
let store: IdentityDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ app: false });
  pool = new pg.Pool({ connectionString: database.ownerUrl, max: 4 });
  store = openIdentityDatabase(pool);
  await store.query(trusted("create table t (id int4 primary key, n int8 not null default 0)"));
  await store.query(trusted("insert into t (id) values (1), (2)"));
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const bump = (id: number) => sql`update t set n = n + 1 where id = ${param(String(id))}::int4`;
const sum = async () =>
  only(await store.query<{ n: number }>(sql`select sum(n)::int8 as n from t`)).n;

test("an error undoes the work, but for one that keeps it", async () => {
  const before = await sum();
  const fail = (keepsWork: boolean) =>
    store.transaction(async (transaction) => {
      await transaction.query(bump(1));
      throw clerkError("codeIncorrect", { keepsWork });
    });
  await expect(fail(false)).rejects.toThrow("Incorrect code");
  expect(await sum()).toBe(before);
  await expect(fail(true)).rejects.toThrow("Incorrect code");
  expect(await sum()).toBe(before + 1);
});

// Ten requests on ten connections that each wanted an eleventh waited for each other forever.
test("work inside a transaction that asks for another connection is refused", async () => {
  await expect(store.transaction(() => store.query(sql`select 1`))).rejects.toThrow(
    /another connection/,
  );
  await expect(store.transaction(() => store.transaction(async () => undefined))).rejects.toThrow(
    /another connection/,
  );
});

test("a deadlock is run again, and both get through", async () => {
  const before = await sum();
  let ready = 0;
  const both = new Promise<void>((resolve) => {
    const wait = setInterval(() => {
      if (ready < 2) return;
      clearInterval(wait);
      resolve();
    }, 5);
  });
  const cross = (first: number, second: number) =>
    store.transaction(async (transaction) => {
      await transaction.query(bump(first));
      ready += 1;
      await both;
      await transaction.query(bump(second));
    });
  await Promise.all([cross(1, 2), cross(2, 1)]);
  expect(await sum()).toBe(before + 4);
});

test("a statement that comes again is kept prepared; one that comes once, or binds nothing, is not", async () => {
  const again = sql`select ${param("again")}::text as v`;
  const once = sql`select ${param("once")}::text as once`;
  const prepared = await store.transaction(async (transaction) => {
    for (let turn = 0; turn < 3; turn += 1) {
      await transaction.query(again);
      await transaction.query(sql`select 'nothing bound'`);
    }
    await transaction.query(once);
    return transaction.query<{ statement: string }>(
      sql`select statement from pg_prepared_statements where statement like 'select %'`,
    );
  });
  expect(prepared.map(({ statement }) => statement)).toEqual(["select $1::text as v"]);
});

test("textArray() keeps quotes, commas, braces and backslashes", async () => {
  const values = ['a"b', "c,d", "{e}", "f\\g", "NULL", "", " h "];
  const rows = await store.query<{ v: string }>(
    sql`select unnest(${textArray(values)}::text[]) as v`,
  );
  expect(rows.map(({ v }) => v)).toEqual(values);
});

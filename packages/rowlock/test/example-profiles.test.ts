// The rule of the example's profiles, in its database: whatever the order and however often, the latest state stays.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "./database.ts";

const MIGRATIONS = "../../../examples/nextjs/supabase/migrations/";

let database: TestDatabase;
let service: pg.Client;
let people: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase({ app: true });
  for (const name of ["20250101000000_tasks.sql", "20250301000000_profiles.sql"]) {
    const path = fileURLToPath(new URL(MIGRATIONS + name, import.meta.url));
    await database.query(await readFile(path, "utf8"));
  }
  service = await connect(database.serviceUrl);
  people = await connect(database.authenticatorUrl);
  await service.query("set role service_role");
});

afterAll(async () => {
  await service?.end();
  await people?.end();
  await database?.drop();
});

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
}

const state = (name: string, updated_at: string) => ({
  email: `${name}@example.com`,
  first_name: name,
  last_name: null,
  image_url: null,
  deleted: false,
  updated_at,
  written_by: `msg_${name}`,
});
const CREATED = state("created", "2025-03-01T10:00:00.000Z");
const FIRST = state("first", "2025-03-01T10:00:00.001Z");
const SECOND = state("second", "2025-03-01T10:00:00.002Z");
const DELETED = {
  ...state("deleted", "infinity"),
  email: null,
  first_name: null,
  deleted: true,
};

type State = typeof CREATED | typeof DELETED;

function keep(userId: string, states: readonly State[]) {
  return service.query("select keep_profiles($1)", [
    JSON.stringify(states.map((one) => ({ user_id: userId, ...one }))),
  ]);
}

async function profile(userId: string) {
  const { rows } = await service.query(
    "select first_name, email, deleted, written_by from profiles where user_id = $1",
    [userId],
  );
  return rows[0];
}

function permutations<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}

test.each([
  ["the last change", [CREATED, FIRST, SECOND], SECOND],
  ["a deletion", [CREATED, FIRST, SECOND, DELETED], DELETED],
])("in every order, each message twice, %s stays", async (_, states, last) => {
  const { first_name, email, deleted, written_by } = last;
  for (const [index, order] of permutations(states).entries()) {
    const user = `user_${states.length}_${index}`;
    for (const one of [...order, ...order.toReversed()]) await keep(user, [one]);
    expect(await profile(user)).toEqual({ first_name, email, deleted, written_by });
  }
});

test("the message that wrote a state does not write it again; another of the same moment does", async () => {
  await keep("user_tie", [FIRST]);
  await keep("user_tie", [{ ...FIRST, first_name: "changed" }]);
  expect(await profile("user_tie")).toMatchObject({ first_name: "first" });
  await keep("user_tie", [{ ...FIRST, first_name: "repaired", written_by: "reconciled" }]);
  expect(await profile("user_tie")).toMatchObject({ first_name: "repaired" });
});

test("people read their own profile and write none, by the function neither", async () => {
  await keep("user_ada", [FIRST]);
  await people.query("begin; set local role authenticated");
  await people.query(`select set_config('request.jwt.claims', '{"sub":"user_ada"}', true)`);
  const { rows } = await people.query("select user_id from profiles");
  expect(rows).toEqual([{ user_id: "user_ada" }]);
  await people.query("rollback");
  for (const role of ["anon", "authenticated"]) {
    for (const statement of [
      "select keep_profiles('[]')",
      "insert into profiles (user_id, updated_at, written_by) values ('x', now(), 'x')",
      "update profiles set email = 'x'",
      "delete from profiles",
    ]) {
      await people.query(`begin; set local role ${role}`);
      await expect(people.query(statement)).rejects.toMatchObject({ code: "42501" });
      await people.query("rollback");
    }
  }
});

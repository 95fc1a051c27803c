// 50 people with rows of their own and 2,000 changes, the log cut off now and then, people coming, going and changing who
// they are meanwhile: nobody hears a foreign row, and nobody who stays misses one of their own.
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createFeedLab, type FeedLab, type Hearer, person } from "../../../test/feed-lab.ts";

const PEOPLE = 50;
const CHANGES = 2_000;

let database: TestDatabase;
let lab: FeedLab;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.query(`
    create table public.tasks (id int primary key, user_id text not null, n int not null default 0);
    grant select on public.tasks to authenticated;
    alter table tasks enable row level security;
    create policy own on tasks for select to authenticated using ((select auth.jwt()->>'sub') = user_id);
    alter publication supabase_realtime add table tasks`);
  lab = createFeedLab(database);
});
afterAll(async () => {
  await lab.close();
  await database.drop();
});

const on = [{ schema: "public", table: "tasks" }];
const nameOf = (index: number) => `user_${index % PEOPLE}`;

const cutOff = async () => {
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  await client.query(
    "select pg_terminate_backend(active_pid) from pg_replication_slots where database = current_database()",
  );
  await client.end();
};

/** Changes, each a transaction; gives for each person what they must hear. */
async function change(from: number, during: (index: number) => Promise<void>) {
  const expected = new Map<string, number[]>();
  for (let index = 0; index < CHANGES; index += 1) {
    const id = from + index;
    await database.query("insert into tasks values ($1, $2)", [id, nameOf(index)]);
    expected.set(nameOf(index), [...(expected.get(nameOf(index)) ?? []), id]);
    await during(index);
  }
  return expected;
}

const heardBy = ({ changes }: Hearer) => changes.map(({ record }) => record?.id);
const foreignTo = ({ changes }: Hearer, name: string) =>
  changes.filter(({ record }) => record?.user_id !== name);

test("50 people, 2,000 changes: everybody hears their own rows and no other", async () => {
  const stay = await Promise.all(
    Array.from({ length: PEOPLE }, (_, index) => lab.listen(on, person(nameOf(index)))),
  );
  const passing: { readonly hearer: Hearer; readonly name: string }[] = [];
  const expected = await change(0, async (index) => {
    if (index % 500 === 250) await cutOff();
    if (index % 40 !== 0) return;
    passing.at(-1)?.hearer.close();
    const name = nameOf(index / 40);
    passing.push({ hearer: lab.hear(on, person(name)), name });
  });
  await Promise.all(
    stay.map((hearer, index) => hearer.hears(expected.get(nameOf(index))?.length ?? 0)),
  );
  stay.forEach((hearer, index) => {
    expect(heardBy(hearer)).toEqual(expected.get(nameOf(index)));
    expect(foreignTo(hearer, nameOf(index))).toEqual([]);
  });
  for (const { hearer, name } of passing) {
    expect(foreignTo(hearer, name)).toEqual([]);
    hearer.close();
  }
  expect(passing.some(({ hearer }) => hearer.changes.length > 0)).toBe(true);
  for (const hearer of stay) hearer.close();
}, 600_000);

test("the control: without row level security everybody hears foreign rows", async () => {
  await database.query("alter table tasks disable row level security");
  const hearer = await lab.listen(on, person(nameOf(0)));
  await database.query("insert into tasks values (100000, 'user_1')");
  await hearer.hears(1);
  expect(foreignTo(hearer, nameOf(0))).toHaveLength(1);
  hearer.close();
}, 120_000);

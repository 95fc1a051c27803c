// Who hears of which rows: PostgreSQL's policies decide, for each hearer by their own claims.
// The same without row level security is the control: there everybody hears everything.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createFeedLab, type FeedLab, person, SERVICE, tokenOf } from "../../../test/feed-lab.ts";

let database: TestDatabase;
let lab: FeedLab;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.query(`
    create table public.tasks (id int primary key, user_id text, org_id text, title text, secret text);
    create table public.closed (id int primary key, title text);
    create table public.broken (id int primary key, user_id text);
    create table public.leaky (id int primary key, user_id text);
    grant select on all tables in schema public to authenticated, service_role;
    grant select on public.tasks to anon;
    revoke select on public.tasks from authenticated;
    grant select (id, user_id, org_id, title) on public.tasks to authenticated;
    alter table tasks enable row level security;
    alter table closed enable row level security;
    alter table broken enable row level security;
    alter table leaky enable row level security;
    create policy own on tasks for select to authenticated
      using ((select auth.jwt()->>'sub') = user_id or (select auth.jwt()->>'org_id') = org_id);
    create policy failing on broken for select to authenticated
      using (1 / (case when (select auth.jwt()->>'sub') = 'grace' then 0 else 1 end) = 1);
    create function public.remember() returns text language plpgsql as $$
      declare before text := current_setting('app.who', true);
      begin
        perform set_config('app.who', auth.jwt()->>'sub', false);
        return coalesce(nullif(before, ''), auth.jwt()->>'sub');
      end $$;
    create policy remembered on leaky for select to authenticated using (public.remember() = user_id);
    alter publication supabase_realtime add table tasks, closed, broken, leaky;
  `);
  lab = createFeedLab(database);
});
afterAll(async () => {
  await lab.close();
  await database.drop();
});

const on = (table: string, more: object = {}) => [{ schema: "public", table, ...more }];
const ids = (changes: readonly { readonly record?: Record<string, unknown> }[]) =>
  changes.map(({ record }) => record?.id);

describe("createChangeFeed()", () => {
  test("tells each person of their own rows, and nobody of others'", async () => {
    const [ada, adaToo, grace, anon, service] = await Promise.all([
      lab.listen(on("tasks"), person("ada")),
      lab.listen(on("tasks"), person("ada")),
      lab.listen(on("tasks"), person("grace", { org_id: "org_1" })),
      lab.listen(on("tasks"), tokenOf("anon", {})),
      lab.listen(on("tasks"), SERVICE),
    ]);
    await database.query(`insert into tasks values
      (1, 'ada', null, 'a', 's'), (2, 'grace', null, 'g', 's'), (3, 'x', 'org_1', 'o', 's'), (4, 'x', null, 'x', 's')`);
    await database.query("update tasks set title = title || '!' where id in (1, 4)");
    await service.hears(6);
    await Promise.all([ada.hears(2), adaToo.hears(2), grace.hears(2)]);
    expect(ids(ada.changes)).toEqual([1, 1]);
    expect(ids(adaToo.changes)).toEqual([1, 1]);
    expect(ids(grace.changes)).toEqual([2, 3]);
    expect(anon.changes).toEqual([]);
    expect(ids(service.changes)).toEqual([1, 2, 3, 4, 1, 4]);
    expect(Object.keys(ada.changes[0]?.record ?? {})).toEqual(["id", "user_id", "org_id", "title"]);
    for (const one of [ada, adaToo, grace, anon, service]) one.close();
  });

  test("lets everybody hear once row level security is off", async () => {
    const [grace, stranger] = [
      await lab.listen(on("closed"), person("grace")),
      await lab.listen(on("closed"), person("stranger")),
    ];
    const end = await lab.listen(on("closed"), SERVICE);
    await database.query("insert into closed values (1, 'hidden')");
    await end.hears(1);
    await database.query("alter table closed disable row level security");
    await database.query("insert into closed values (2, 'seen')");
    await Promise.all([grace.hears(1), stranger.hears(1)]);
    expect([...ids(grace.changes), ...ids(stranger.changes)]).toEqual([2, 2]);
    await database.query("alter table closed enable row level security");
    await database.query("insert into closed values (3, 'hidden')");
    await end.hears(3);
    expect(grace.changes.length + stranger.changes.length).toBe(2);
    for (const one of [grace, stranger, end]) one.close();
  });

  test("goes by the newest token", async () => {
    const hearer = await lab.listen(on("tasks"), person("ada"));
    const end = await lab.listen(on("tasks"), SERVICE);
    hearer.setHearer(person("grace"));
    await database.query(
      "insert into tasks values (10, 'ada', null, '', ''), (11, 'grace', null, '', '')",
    );
    await Promise.all([end.hears(2), hearer.hears(1)]);
    expect(ids(hearer.changes)).toEqual([11]);
    for (const one of [hearer, end]) one.close();
  });

  test("tells a deleted row's key to all, and no more of it", async () => {
    await database.query("alter table tasks replica identity full");
    await database.query("insert into tasks values (20, 'ada', null, 'title', 'deep secret')");
    const grace = await lab.listen(on("tasks", { event: "DELETE" }), person("grace"));
    const byKey = await lab.listen(
      on("tasks", { event: "DELETE", filter: "id=eq.20" }),
      person("grace"),
    );
    const guess = await lab.listen(on("tasks", { filter: "user_id=eq.ada" }), person("grace"));
    const end = await lab.listen(on("tasks", { event: "DELETE" }), SERVICE);
    await database.query("delete from tasks where id = 20");
    await Promise.all([grace.hears(1), byKey.hears(1), end.hears(1)]);
    expect(grace.changes[0]?.old_record).toEqual({ id: 20 });
    expect(grace.texts.join() + end.texts.join()).not.toContain("ada");
    expect(guess.changes).toEqual([]);
    await database.query("alter table tasks replica identity default");
    for (const one of [grace, byKey, guess, end]) one.close();
  });

  test("counts a policy that fails as no, for whom it fails", async () => {
    const [ada, grace] = [
      await lab.listen(on("broken"), person("ada")),
      await lab.listen(on("broken"), person("grace")),
    ];
    await database.query("insert into broken values (1, 'ada')");
    await ada.hears(1);
    await database.query("insert into broken values (2, 'ada')");
    await ada.hears(2);
    expect(grace.changes).toEqual([]);
    expect(lab.errors).toHaveLength(2);
    expect(lab.errors[0]).toMatchObject({ code: "REALTIME_UNJUDGED" });
    lab.errors.length = 0;
    for (const one of [ada, grace]) one.close();
  });

  test("keeps what one person's policy leaves behind from the next", async () => {
    const people = ["ada", "grace", "joan", "mary"];
    const hearers = await Promise.all(people.map((name) => lab.listen(on("leaky"), person(name))));
    await database.query(
      "insert into leaky select n, (array['ada','grace','joan','mary'])[n] from generate_series(1, 4) n",
    );
    await Promise.all(hearers.map((hearer) => hearer.hears(1)));
    await database.query("update leaky set id = id + 10");
    await Promise.all(hearers.map((hearer) => hearer.hears(2)));
    expect(hearers.map(({ changes }) => ids(changes))).toEqual([
      [1, 11],
      [2, 12],
      [3, 13],
      [4, 14],
    ]);
    for (const one of hearers) one.close();
  });

  test("tells nothing of a column by way of a filter once it may not be read", async () => {
    const hearer = await lab.listen(on("tasks", { filter: "title=like.a%" }), person("ada"));
    const end = await lab.listen(on("tasks"), SERVICE);
    await database.query("revoke select (title) on tasks from authenticated");
    await database.query("insert into tasks values (30, 'ada', null, 'abc', '')");
    await end.hears(1);
    expect(hearer.changes).toEqual([]);
    await database.query("grant select (title) on tasks to authenticated");
    for (const one of [hearer, end]) one.close();
  });
});

// What the feed tells of changes: values, columns, keys and filters, on a real log.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createFeedLab, type FeedLab, person, SERVICE, tokenOf } from "../../../test/feed-lab.ts";

let database: TestDatabase;
let lab: FeedLab;

const SCHEMA = `
  create type public.mood as enum ('low', 'high');
  create table public.kinds (
    id int8 primary key, word text, small varchar(5), price numeric, done boolean, at timestamptz, day timestamp,
    bytes bytea, document jsonb, plain json, list text[], mood public.mood, secret text
  );
  create table public.notes (id int primary key, title text);
  create table public.whole (id int primary key, title text, secret text);
  alter table public.whole replica identity full;
  create table public.keyless (title text);
  create table public."Odd ""name" (a int, "B c" text, primary key ("B c", a));
  create table public.unpublished (id int primary key);
  create table public.hidden_key (id int primary key, title text);
  grant select on public.kinds, public.notes, public.whole, public.keyless, public."Odd ""name" to anon, authenticated;
  grant select on all tables in schema public to service_role;
  revoke all on public.kinds, public.hidden_key from authenticated, anon;
  grant select (id, word, small, price, done, mood) on public.kinds to authenticated;
  grant select (title) on public.hidden_key to authenticated;
  alter publication supabase_realtime add table public.kinds, public.notes, public.whole, public."Odd ""name", public.hidden_key;
  alter publication supabase_realtime set (publish = 'insert, update, delete, truncate');
`;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.query(SCHEMA);
  lab = createFeedLab(database);
});
afterAll(async () => {
  await lab.close();
  await database.drop();
});

const on = (table: string, more: object = {}) => [{ schema: "public", table, ...more }];

describe("createChangeFeed()", () => {
  test("tells inserts, updates and deletes in the order of commits", async () => {
    const hearer = await lab.listen(on("notes"));
    await database.query(
      `insert into notes values (1, 'a'); update notes set title = 'b' where id = 1;
       update notes set id = 2 where id = 1; truncate hidden_key; delete from notes where id = 2`,
    );
    const changes = await hearer.hears(4);
    expect(
      changes.map(({ type, record, old_record, errors }) => ({ type, record, old_record, errors })),
    ).toEqual([
      { type: "INSERT", record: { id: 1, title: "a" }, old_record: undefined, errors: null },
      { type: "UPDATE", record: { id: 1, title: "b" }, old_record: { id: 1 }, errors: null },
      { type: "UPDATE", record: { id: 2, title: "b" }, old_record: { id: 1 }, errors: null },
      { type: "DELETE", record: undefined, old_record: { id: 2 }, errors: null },
    ]);
    expect(changes[0]).toMatchObject({
      ids: [1],
      schema: "public",
      table: "notes",
      columns: [
        { name: "id", type: "int4" },
        { name: "title", type: "text" },
      ],
      commit_timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    expect(Math.abs(Date.parse(changes[0]?.commit_timestamp ?? "") - Date.now())).toBeLessThan(
      60_000,
    );
    hearer.close();
  });

  test("gives values as PostgreSQL's own JSON has them", async () => {
    const hearer = await lab.listen(on("kinds"));
    await database.query(
      `insert into kinds values (9007199254740993, 'ä"\\', 'abc', 1.10, true, '2026-01-02 03:04:05.678901+01',
        '2026-01-02 03:04:05', '\\xdeadbeef', '{"b": [1, 2.50]}', '{"z":  1}', '{a,"b c",null}', 'high', null)`,
    );
    await hearer.hears(1);
    const { rows } = await database.query("select to_jsonb(k)::text as text from kinds k");
    expect(hearer.texts[0]).toContain('"id":9007199254740993,');
    expect(hearer.texts[0]).toContain('"price":1.10,');
    expect(hearer.changes[0]?.record).toEqual(JSON.parse(rows[0].text));
    hearer.close();
  });

  test("cuts columns to those that the role may select, and that were asked for", async () => {
    const some = await lab.listen(on("kinds"), person("ada"));
    const chosen = await lab.listen(on("kinds", { select: ["word"] }), person("ada"));
    const refused = lab.hear(on("kinds", { select: ["secret"] }), person("ada"));
    expect(await refused.isTold("error")).toContain("invalid column for select secret");
    await database.query(
      "insert into kinds (id, word, secret, mood) values (20, 'w', 'not for all', 'low')",
    );
    await Promise.all([some.hears(1), chosen.hears(1)]);
    expect(Object.keys(some.changes[0]?.record ?? {}).sort()).toEqual(
      ["done", "id", "mood", "price", "small", "word"].sort(),
    );
    expect(some.texts.join()).not.toContain("not for all");
    expect(chosen.changes[0]?.record).toEqual({ id: 20, word: "w" });
    expect(chosen.changes[0]?.columns.map(({ name }) => name)).toEqual(["id", "word"]);
    await database.query("revoke select (word) on kinds from authenticated");
    await database.query("update kinds set word = 'x' where id = 20");
    await Promise.all([some.hears(2), chosen.hears(2)]);
    expect(chosen.changes[1]?.record).toEqual({ id: 20 });
    await database.query("grant select (word) on kinds to authenticated");
    for (const one of [some, chosen]) one.close();
  });

  test("tells old rows whole where the replica identity is full, and large values that did not change", async () => {
    const hearer = await lab.listen(on("whole"));
    const large = "x".repeat(20_000);
    await database.query("alter table whole alter column secret set storage external");
    await database.query("insert into whole values (1, 'a', $1)", [large]);
    await database.query("update whole set title = 'b'");
    const changes = await hearer.hears(2);
    expect(changes[1]?.record).toEqual({ id: 1, title: "b", secret: large });
    expect(changes[1]?.old_record).toEqual({ id: 1, title: "a", secret: large });
    hearer.close();
  });

  test("says what is wrong with a table's key, or a row's size", async () => {
    const hidden = await lab.listen(on("hidden_key"), person("ada"));
    await database.query("insert into hidden_key values (1, 'a')");
    expect(await hidden.hears(1)).toMatchObject([
      { errors: ["Error 401: Unauthorized"], record: {} },
    ]);
    hidden.close();
    await database.query("alter publication supabase_realtime set (publish = 'insert')");
    await database.query("alter publication supabase_realtime add table keyless");
    const keyless = await lab.listen(on("keyless"));
    await database.query("insert into keyless values ('a')");
    expect(await keyless.hears(1)).toMatchObject([
      { errors: ["Error 400: Bad Request, no primary key"], record: {} },
    ]);
    keyless.close();
    await database.query("alter publication supabase_realtime drop table keyless");
    await database.query(
      "alter publication supabase_realtime set (publish = 'insert, update, delete, truncate')",
    );
    const large = await lab.listen(on("notes"));
    await database.query("insert into notes values (50, repeat('y', 1100000))");
    expect(await large.hears(1)).toMatchObject([
      { errors: ["Error 413: Payload Too Large"], record: { id: 50 } },
    ]);
    large.close();
  });

  test("takes any name, wildcards, and events in any case", async () => {
    const odd = await lab.listen(on('Odd "name', { event: "insert" }), person("ada"));
    const schema = await lab.listen([{ schema: "public" }]);
    const all = await lab.listen([{ schema: "*", event: "DELETE" }]);
    await database.query(
      `insert into "Odd ""name" values (1, 'x'); delete from "Odd ""name"; insert into unpublished values (1)`,
    );
    expect((await odd.hears(1))[0]?.record).toEqual({ a: 1, "B c": "x" });
    await Promise.all([schema.hears(2), all.hears(1)]);
    expect(schema.changes.map(({ type }) => type)).toEqual(["INSERT", "DELETE"]);
    expect(odd.changes.length + all.changes.length).toBe(2);
    for (const one of [odd, schema, all]) one.close();
  });

  test("names all the bindings of a subscription that match, and one message for each choice of columns", async () => {
    const hearer = await lab.listen([
      ...on("notes"),
      ...on("notes", { event: "INSERT" }),
      ...on("notes", { event: "UPDATE" }),
      ...on("notes", { select: ["id"] }),
    ]);
    await database.query("insert into notes values (70, 'a')");
    const changes = await hearer.hears(2);
    expect(changes.map(({ ids, record }) => ({ ids, record }))).toEqual([
      { ids: [1, 2], record: { id: 70, title: "a" } },
      { ids: [4], record: { id: 70 } },
    ]);
    hearer.close();
  });

  const FILTERS = [
    ["id=eq.101", true],
    ["id=eq.102", false],
    ["id=neq.5", true],
    ["id=lt.102", true],
    ["id=lte.100", false],
    ["id=gt.100", true],
    ["id=gte.102", false],
    ["id=in.(1,101)", true],
    ["id=not.in.(1,101)", false],
    ['word=in.(a,"b,c",Hello)', true],
    ["word=like.Hel%", true],
    ["word=like.hel%", false],
    ["word=ilike.hel%", true],
    ["word=match.^H.*o$", true],
    ["word=imatch.^h", true],
    ["word=not.imatch.^h", false],
    ["word=isdistinct.Hello", false],
    ["word=not.isdistinct.Hello", true],
    ["small=isdistinct.x", true],
    ["small=is.null", true],
    ["small=neq.x", false],
    ["small=not.eq.x", false],
    ["done=is.true", true],
    ["done=is.false", false],
    ["done=eq.t", true],
    ["price=eq.2.5", true],
    ["price=gt.10", false],
    ["mood=gt.low", true],
    ["mood=eq.high", true],
    ["id=gt.1,word=eq.Hello", true],
    ["id=gt.1,word=eq.Bye", false],
    ['word=eq."Hello"', true],
    ["", true],
  ] as const;

  test("has PostgreSQL compare: every operator, negated, joined, of several types", async () => {
    const hearers = await Promise.all(
      FILTERS.map(([filter]) => lab.listen(on("kinds", { filter }), person("ada"))),
    );
    await database.query(
      "insert into kinds (id, word, small, done, price, mood) values (101, 'Hello', null, true, 2.50, 'high')",
    );
    await database.query("insert into kinds (id) values (102)");
    const last = await lab.listen(on("kinds"), person("ada"));
    await database.query("insert into kinds (id) values (103)");
    await last.hears(1);
    expect(
      hearers.map(({ changes }, index) => [
        FILTERS[index]?.[0],
        changes.some(({ record }) => record?.id === 101),
      ]),
    ).toEqual(FILTERS);
    for (const one of [...hearers, last]) one.close();
    expect(lab.errors).toEqual([]);
  });

  test("asks of a deleted row what the log tells of it", async () => {
    const [key, other] = [
      await lab.listen(on("notes", { filter: "id=eq.80", event: "DELETE" })),
      await lab.listen(on("notes", { filter: "title=eq.a", event: "DELETE" })),
    ];
    const end = await lab.listen(on("notes", { filter: "id=eq.81" }));
    await database.query(
      "insert into notes values (80, 'a'), (81, 'b'); delete from notes where id >= 80",
    );
    await end.hears(2);
    expect(key.changes.map(({ old_record }) => old_record)).toEqual([{ id: 80 }]);
    expect(other.changes).toEqual([]);
    for (const one of [key, other, end]) one.close();
  });

  const REFUSED = [
    [
      { table: "unpublished" },
      "Please check Realtime is enabled for the given connect parameters: [event: *, schema: public, table: unpublished, filters: [], select: nil]",
    ],
    [{ table: "no such table'; --" }, "Please check Realtime is enabled"],
    [
      { table: "kinds", filter: "subject=foo.hey" },
      'Error parsing `filter` params: ["foo", "hey"]',
    ],
    [{ table: "kinds", filter: "undefined" }, 'Error parsing `filter` params: ["undefined"]'],
    [{ table: "kinds", filter: "secret=eq.x" }, "invalid column for filter secret"],
    [{ table: "kinds", filter: "nothing=eq.x" }, "invalid column for filter nothing"],
    [{ table: "kinds", filter: "id=eq.x" }, 'invalid input syntax for type bigint: "x"'],
    [
      { table: "kinds", filter: "id=is.true" },
      "is true filter requires a boolean column, got bigint",
    ],
    [
      { table: "kinds", filter: "id=like.1" },
      "operator like requires a text-compatible column type, got bigint",
    ],
    [{ table: "kinds", filter: "word=match.(" }, "invalid regular expression for match filter"],
    [
      { table: "kinds", filter: `id=in.(${Array.from({ length: 101 }, (_, n) => n)})` },
      "too many values for `in` filter. Maximum 100",
    ],
    [{ select: ["id"] }, "Column selection is not supported for wildcard subscriptions."],
    [{ schema: undefined }, "No subscription params provided."],
  ] as const;

  test.each(REFUSED)("refuses %j", async (binding, message) => {
    const hearer = lab.hear([{ schema: "public", ...binding }], person("ada"));
    expect(await hearer.isTold("error")).toContain(message);
    hearer.close();
  });

  test("leaves out a filter that stops to fit, and tells of it; the others hear", async () => {
    await database.query(
      "create table public.turning (id int primary key, a text); grant select on turning to anon, service_role",
    );
    await database.query("alter publication supabase_realtime add table turning");
    const bad = await lab.listen(on("turning", { filter: "a=eq.x" }), tokenOf("anon", {}));
    const good = await lab.listen(on("turning", { filter: "id=gt.0" }), tokenOf("anon", {}));
    await database.query("alter table turning alter column a type int using 1");
    await database.query("insert into turning values (1, 1)");
    expect(await bad.isTold("error")).toContain("the filter fails with 22P02");
    expect((await good.hears(1))[0]?.record).toEqual({ id: 1, a: 1 });
    await database.query(
      "alter table turning rename column a to b; alter table turning add c text default 'd'",
    );
    await database.query("insert into turning values (2, 2)");
    expect((await good.hears(2))[1]?.record).toEqual({ id: 2, b: 2, c: "d" });
    for (const one of [bad, good]) one.close();
  });

  test("hears nothing once it is closed", async () => {
    const [left, stays] = [await lab.listen(on("notes")), await lab.listen(on("notes"))];
    left.close();
    await database.query("insert into notes values (90, 'a')");
    await stays.hears(1);
    expect(left.changes).toEqual([]);
    stays.close();
    expect(SERVICE.role).toBe("service_role");
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestDataApi, type TestDataApi } from "../../test/data-api.ts";
import { DATA_API_SCHEMA } from "../../test/data-api-schema.ts";

let api: TestDataApi;

beforeAll(async () => {
  api = await startTestDataApi(DATA_API_SCHEMA);
});

afterAll(() => api.close());

const EXACT = { prefer: "count=exact" };

async function rows(path: string): Promise<unknown> {
  const { status, json, text } = await api.ask(path);
  expect(status, text).toBeLessThan(300);
  return json;
}

async function ids(path: string): Promise<unknown> {
  return ((await rows(path)) as { id: unknown }[]).map(({ id }) => id);
}

describe("select", () => {
  test("reads columns, aliases, casts and JSON paths", async () => {
    expect(
      await rows(
        "/people?select=who:name,born::text,data->n,city:data->at->>city,data->list->0,tags->>1&id=eq.ada",
      ),
    ).toEqual([{ who: "Ada", born: "1815-12-10", n: 1, city: "London", list: 1, tags: "engine" }]);
  });

  test("shows a domain in its representation, also where all columns are asked for", async () => {
    expect(await rows("/projects?select=shade&id=eq.1")).toEqual([{ shade: "#0000ff" }]);
    expect(await rows("/projects?id=eq.1")).toMatchObject([{ id: 1, shade: "#0000ff" }]);
    expect(await ids("/projects?select=id&shade=eq.%230000ff&order=id&limit=1")).toEqual([1]);
  });

  test("reads computed columns", async () => {
    expect(await rows("/tasks?select=shouted&id=eq.1")).toEqual([{ shouted: "DRAW" }]);
    expect(await ids("/tasks?shouted=eq.BUILD")).toEqual([2]);
  });

  test("answers a request for an unknown relation with its name and a hint", async () => {
    const { status, json } = await api.ask("/task");
    expect([status, json]).toEqual([
      404,
      {
        code: "PGRST205",
        message: "Could not find the table 'public.task' in the schema cache",
        details: null,
        hint: "Perhaps you meant the table 'public.tasks'",
      },
    ]);
  });

  test("leaves an unknown column to PostgreSQL", async () => {
    expect(await api.ask("/tasks?select=nothing")).toMatchObject({
      status: 400,
      json: { code: "42703", message: "column tasks.nothing does not exist" },
    });
  });
});

describe("filters", () => {
  const FILTERS: readonly (readonly [filter: string, expected: readonly number[]])[] = [
    ["id=eq.2", [2]],
    ["id=neq.2", [1, 3, 4]],
    ["id=gt.2", [3, 4]],
    ["id=gte.2&id=lte.3", [2, 3]],
    ["id=not.lt.3", [3, 4]],
    ["id=in.(1,4)", [1, 4]],
    ["id=in.()", []],
    ["id=not.in.(1,4)", [2, 3]],
    ['name=in.("test, \\"run\\" (twice)",parse)', [3, 4]],
    ["id=eq(any).{1,2}", [1, 2]],
    ["name=like(all).{*r*,*aw*}", [1]],
    ["name=like.*a*", [1, 4]],
    ["name=ilike.DR*", [1]],
    ["name=match.^d", [1]],
    ["name=imatch.^D", [1]],
    ["done=is.null", [3]],
    ["done=is.not_null", [1, 2, 4]],
    ["done=is.true", [1, 4]],
    ["done=is.unknown", [3]],
    ["done=not.is.true", [2, 3]],
    ["hours=isdistinct.3", [2, 3, 4]],
    ["or=(id.eq.1,and(done.is.null,hours.is.null))", [1, 3]],
    ["and=(id.gt.1,or(id.eq.2,not.and(done.is.null,id.gt.0)))", [2, 4]],
    ["not.or=(id.eq.1,id.eq.2)", [3, 4]],
    ['or=(name.eq."test, \\"run\\" (twice)",id.in.(1,2))', [1, 2, 3]],
  ];

  test.each(FILTERS)("tasks?%s", async (filter, expected) => {
    expect(await ids(`/tasks?select=id&order=id&${filter}`)).toEqual(expected);
  });

  const OTHER: readonly (readonly [path: string, expected: readonly unknown[]])[] = [
    ["/people?select=id&tags=cs.{math}", ["ada"]],
    ["/people?select=id&tags=ov.{navy,math}&order=id", ["ada", "grace"]],
    ["/people?select=id&tags=cd.{navy}&order=id", ["alan", "grace"]],
    ["/people?select=id&data=cs.%7B%22n%22:1%7D", ["ada"]],
    ["/people?select=id&data->at->>city=eq.London", ["ada"]],
    ["/people?select=id&data->n=gt.1", ["grace"]],
    ["/people?select=id&mood=eq.calm", ["grace"]],
    ["/projects?select=id&during=sl.[2021-02-01,2021-03-01)", [1]],
    ["/projects?select=id&during=adj.[2022-01-01,2023-01-01)", [2]],
    ["/projects?select=id&search=fts.engine", [1]],
    ["/projects?select=id&title=plfts(english).compiler", [2]],
    ["/projects?select=id&title=wfts.engine or orphan&order=id", [1, 3]],
    ["/projects?select=id&title=not.phfts(english).analytical engine&order=id", [2, 3]],
  ];

  test.each(OTHER)("%s", async (path, expected) => {
    expect(await ids(path)).toEqual(expected);
  });

  test("says where a filter breaks", async () => {
    expect((await api.ask("/tasks?id=is.nothing")).json).toEqual({
      code: "PGRST100",
      message: '"failed to parse filter (is.nothing)" (line 1, column 7)',
      details: 'unexpected "h" expecting isVal: (null, not_null, true, false, unknown)',
      hint: null,
    });
  });
});

describe("order and ranges", () => {
  test("orders by several columns, nulls, JSON and related columns", async () => {
    expect(await ids("/tasks?select=id&order=hours.desc.nullslast,id")).toEqual([4, 2, 1, 3]);
    expect(await ids("/people?select=id&order=data->n.desc.nullsfirst")).toEqual([
      "alan",
      "grace",
      "ada",
    ]);
    expect(
      await ids("/tasks?select=id,projects(title)&order=projects(title).desc,id.desc"),
    ).toEqual([4, 3, 2, 1]);
    expect((await api.ask("/projects?select=id,tasks(id)&order=tasks(id)")).json).toMatchObject({
      code: "PGRST118",
    });
  });

  test("limits by parameters and by the Range header, and says which rows these are", async () => {
    const partial = await api.ask("/tasks?select=id&order=id&limit=2&offset=1", { headers: EXACT });
    expect(partial.status).toBe(206);
    expect(partial.headers.get("content-range")).toBe("1-2/4");
    const header = await api.ask("/tasks?select=id&order=id", { headers: { range: "3-9" } });
    expect([header.json, header.headers.get("content-range")]).toEqual([[{ id: 4 }], "3-3/*"]);
    const none = await api.ask("/tasks?limit=0", { headers: EXACT });
    expect([none.status, none.json, none.headers.get("content-range")]).toEqual([206, [], "*/4"]);
  });

  test("refuses ranges that can't be", async () => {
    expect(await api.ask("/tasks?offset=9", { headers: EXACT })).toMatchObject({
      status: 416,
      json: {
        code: "PGRST103",
        details: "An offset of 9 was requested, but there are only 4 rows.",
      },
    });
    expect(await api.ask("/tasks?limit=-1")).toMatchObject({ status: 416 });
    expect(await api.ask("/tasks", { headers: { range: "5-2" } })).toMatchObject({ status: 416 });
    expect(await api.ask("/tasks?select=id,projects(id)&projects.limit=-1")).toMatchObject({
      status: 416,
    });
  });

  test("never gives more rows than the settings allow, nor of embedded ones", async () => {
    const capped = api.withSettings({ dbMaxRows: 2 });
    const answer = await capped.ask("/projects?select=id,tasks(id)&order=id&limit=3", {
      headers: { prefer: "count=estimated" },
    });
    expect(answer.headers.get("content-range")).toBe("0-1/3");
    expect(answer.json).toEqual([
      { id: 1, tasks: [{ id: 1 }, { id: 2 }] },
      { id: 2, tasks: [{ id: 4 }] },
    ]);
    const planned = await capped.ask("/tasks", { headers: { prefer: "count=planned" } });
    expect(planned.headers.get("content-range")).toBe("0-1/4");
  });
});

describe("embedding", () => {
  test("follows keys to one and to many, through junctions, views and functions", async () => {
    expect(
      await rows(
        "/projects?id=eq.1&select=title,owner(name),boss:people!projects_lead_fkey(name),tasks(id,labels(label)),open_tasks(name),recent_tasks(id)&tasks.order=id&tasks.limit=1&tasks.labels.order=label",
      ),
    ).toEqual([
      {
        title: "analytical engine",
        owner: { name: "Ada" },
        boss: { name: "Grace" },
        tasks: [{ id: 1, labels: [{ label: "fun" }, { label: "urgent" }] }],
        open_tasks: [{ name: "build" }, { name: 'test, "run" (twice)' }],
        recent_tasks: [{ id: 3 }],
      },
    ]);
    expect(await rows("/people?select=id,profiles(bio)&id=in.(ada,alan)&order=id")).toEqual([
      { id: "ada", profiles: { bio: "wrote notes" } },
      { id: "alan", profiles: null },
    ]);
  });

  test("tells the two ways from a table to itself by its name and by the column", async () => {
    expect(
      await rows("/people?select=id,manager(id),people(id)&id=eq.ada&people.order=id"),
    ).toEqual([{ id: "ada", manager: null, people: [{ id: "alan" }, { id: "grace" }] }]);
  });

  test("joins inner, filters by null, and counts what is left", async () => {
    const inner = "/projects?select=id,tasks!inner(id)&tasks.done=is.true&order=id";
    expect(await rows(inner)).toEqual([
      { id: 1, tasks: [{ id: 1 }] },
      { id: 2, tasks: [{ id: 4 }] },
    ]);
    expect((await api.ask(inner, { headers: EXACT })).headers.get("content-range")).toBe("0-1/2");
    expect(await ids("/projects?select=id,tasks()&tasks=is.null")).toEqual([3]);
    expect(await rows("/projects?select=id,owner()&owner=not.is.null&order=id&limit=1")).toEqual([
      { id: 1 },
    ]);
    const or =
      "/projects?select=id,tasks(),people!projects_owner_fkey()&or=(tasks.is.null,id.eq.1)&order=id";
    expect(await rows(or)).toEqual([{ id: 1 }, { id: 3 }]);
    expect((await api.ask(or, { headers: EXACT })).headers.get("content-range")).toBe("0-1/2");
  });

  test("spreads one into columns and many into arrays", async () => {
    expect(
      await rows(
        "/tasks?select=id,...projects(title,...people!projects_owner_fkey(owner:name))&id=eq.1",
      ),
    ).toEqual([{ id: 1, title: "analytical engine", owner: "Ada" }]);
    expect(
      await rows("/projects?select=id,...tasks(names:name,hours)&tasks.order=name.desc&id=eq.1"),
    ).toEqual([{ id: 1, names: ['test, "run" (twice)', "draw", "build"], hours: [null, 3, 5] }]);
  });

  test("refuses what it can't find or choose, and says what to write", async () => {
    expect((await api.ask("/projects?select=id,people(id)")).json).toMatchObject({
      code: "PGRST201",
      hint: "Try changing 'people' to one of the following: 'people!projects_lead_fkey', 'people!projects_owner_fkey'. Find the desired relationship in the 'details' key.",
    });
    expect((await api.ask("/projects?select=id,task(id)")).json).toMatchObject({
      code: "PGRST200",
      hint: "Perhaps you meant 'tasks' instead of 'task'.",
    });
    expect((await api.ask("/projects?select=id&tasks.id=eq.1")).json).toMatchObject({
      code: "PGRST108",
    });
  });

  test("warns of a resource addressed by its name although it has an alias", async () => {
    const path = "/projects?select=id,todo:tasks(id)&tasks.id=eq.1&id=eq.1";
    const { headers, json } = await api.ask(path);
    expect(json).toEqual([{ id: 1, todo: [{ id: 1 }] }]);
    expect(headers.get("warning")).toMatch(/Update `tasks` to `todo`/);
    const strict = api.withSettings({ urlUseLegacyTargetNames: false });
    expect((await strict.ask(path)).json).toMatchObject({
      code: "PGRST108",
      hint: "Change 'tasks' to 'todo' in filters, orders or limits.",
    });
  });
});

describe("aggregates", () => {
  test("are refused unless the settings allow them", async () => {
    expect((await api.ask("/tasks?select=hours.sum()")).json).toMatchObject({ code: "PGRST123" });
  });

  test("group by the other columns, also of spread resources", async () => {
    const { ask } = api.withSettings({ dbAggregatesEnabled: true });
    expect(
      (await ask("/tasks?select=project_id,total:hours.sum(),count()&order=project_id")).json,
    ).toEqual([
      { project_id: 1, total: 8, count: 3 },
      { project_id: 2, total: 8, count: 1 },
    ]);
    expect(
      (await ask("/tasks?select=hours.max()::text,...projects(title)&order=projects(title)")).json,
    ).toEqual([
      { max: "5", title: "analytical engine" },
      { max: "8", title: "compilers" },
    ]);
    expect(
      (await ask("/tasks?select=project_id,...projects(budget.sum(),count())&order=project_id"))
        .json,
    ).toEqual([
      { project_id: 1, sum: 301.5, count: 3 },
      { project_id: 2, sum: 20, count: 1 },
    ]);
    expect((await ask("/projects?select=id,tasks(hours.avg())&order=id&limit=1")).json).toEqual([
      { id: 1, tasks: [{ avg: 4 }] },
    ]);
    expect((await ask("/projects?select=...tasks(hours.sum())")).json).toMatchObject({
      code: "PGRST127",
    });
  });
});

describe("representations", () => {
  test("CSV, one object, stripped nulls, HEAD", async () => {
    const csv = await api.ask("/labels?order=id", { headers: { accept: "text/csv" } });
    expect([csv.text, csv.headers.get("content-type")]).toEqual([
      "id,label\n1,urgent\n2,fun",
      "text/csv; charset=utf-8",
    ]);
    const one = { accept: "application/vnd.pgrst.object+json" };
    expect((await api.ask("/labels?id=eq.1", { headers: one })).json).toEqual({
      id: 1,
      label: "urgent",
    });
    expect(await api.ask("/labels?id=gt.0", { headers: one })).toMatchObject({
      status: 406,
      json: { code: "PGRST116", details: "The result contains 2 rows" },
    });
    const stripped = { accept: "application/vnd.pgrst.array+json;nulls=stripped" };
    expect((await api.ask("/tasks?select=id,done&id=eq.3", { headers: stripped })).json).toEqual([
      { id: 3 },
    ]);
    const head = await api.ask("/labels", { method: "HEAD", headers: EXACT });
    expect([head.status, head.text, head.headers.get("content-range")]).toEqual([200, "", "0-1/2"]);
    expect(head.headers.has("content-length")).toBe(false);
    expect(await api.ask("/labels", { headers: { accept: "image/png" } })).toMatchObject({
      status: 406,
      json: { code: "PGRST107" },
    });
  });

  test("a plan, where the settings allow it", async () => {
    const headers = { accept: 'application/vnd.pgrst.plan+json; for="text/csv"; options=verbose' };
    expect((await api.ask("/labels", { headers })).status).toBe(406);
    const answer = await api.withSettings({ dbPlanEnabled: true }).ask("/labels", { headers });
    expect(answer.json).toMatchObject([{ Plan: { "Node Type": "Aggregate" } }]);
    expect(answer.headers.get("content-type")).toBe(
      'application/vnd.pgrst.plan+json; for="text/csv"; options=verbose; charset=utf-8',
    );
  });
});

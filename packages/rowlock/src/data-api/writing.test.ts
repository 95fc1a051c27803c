import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AskOptions, startTestDataApi, type TestDataApi } from "../../test/data-api.ts";
import { DATA_API_SCHEMA } from "../../test/data-api-schema.ts";

let api: TestDataApi;
let trial: Pick<TestDataApi, "ask">;

beforeAll(async () => {
  api = await startTestDataApi(DATA_API_SCHEMA);
  // Every write here is undone, unless it says otherwise.
  trial = api.withSettings({ dbTxEnd: "rollback-allow-override" });
});

afterAll(() => api.close());

function write(method: string, path: string, options: AskOptions & { prefer?: string } = {}) {
  const { prefer = "return=representation", ...rest } = options;
  return trial.ask(path, { as: "ada", method, ...rest, headers: { prefer, ...rest.headers } });
}

describe("insert", () => {
  test("one row, answered as asked for", async () => {
    const body = { project_id: 1, name: "new" };
    const full = await write("POST", "/tasks?select=name,projects(title)", { body });
    expect([full.status, full.json]).toEqual([
      201,
      [{ name: "new", projects: { title: "analytical engine" } }],
    ]);
    const headers = await write("POST", "/labels", {
      body: { id: 9, label: "é" },
      prefer: "return=headers-only, count=exact",
    });
    expect([headers.status, headers.text, headers.headers.get("location")]).toEqual([
      201,
      "",
      "/labels?id=eq.9",
    ]);
    expect(headers.headers.get("content-range")).toBe("*/1");
    const minimal = await write("POST", "/labels", {
      body: { id: 9, label: "x" },
      prefer: "tx=rollback",
    });
    expect([minimal.status, minimal.text, minimal.headers.get("location")]).toEqual([
      201,
      "",
      null,
    ]);
  });

  test("many rows, with the named columns only", async () => {
    const body = [
      { id: 5, label: "a", other: 1 },
      { id: 6, label: "b", other: 2 },
    ];
    const { json } = await write("POST", "/labels?columns=id,label&order=id.desc", { body });
    expect(json).toEqual([
      { id: 6, label: "b" },
      { id: 5, label: "a" },
    ]);
    expect(await write("POST", "/labels", { body })).toMatchObject({
      status: 400,
      json: {
        code: "PGRST204",
        message: "Could not find the 'other' column of 'labels' in the schema cache",
      },
    });
  });

  test("with defaults, or nulls, for what is missing", async () => {
    const body = [{ project_id: 1, hours: 2 }, { project_id: 1 }];
    const path = "/tasks?columns=project_id,name,hours&select=name,hours";
    expect((await write("POST", path, { body })).json).toMatchObject({ code: "23502" });
    const defaults = await write("POST", path, {
      body,
      prefer: "return=representation,missing=default",
    });
    expect(defaults.json).toEqual([
      { name: "untitled", hours: 2 },
      { name: "untitled", hours: null },
    ]);
    expect(defaults.headers.get("preference-applied")).toBe(
      "missing=default, return=representation",
    );
  });

  test("from CSV and from a form", async () => {
    const csv = await write("POST", "/labels?order=id", {
      body: 'id,label\n7,"a ""b"", c"\n8,d\n',
      headers: { "content-type": "text/csv" },
    });
    expect(csv.json).toEqual([
      { id: 7, label: 'a "b", c' },
      { id: 8, label: "d" },
    ]);
    const form = await write("POST", "/labels", {
      body: "id=7&label=a+b%21",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    expect(form.json).toEqual([{ id: 7, label: "a b!" }]);
    const nulls = await write("POST", "/tasks?select=hours", {
      body: "project_id,hours\n1,NULL\n",
      headers: { "content-type": "text/csv" },
    });
    expect(nulls.json).toEqual([{ hours: null }]);
  });

  test("keeps large numbers as they are", async () => {
    const { json } = await write("POST", "/projects?select=budget::text", {
      body: '{"title": "t", "budget": 12345678.90}',
    });
    expect(json).toEqual([{ budget: "12345678.90" }]);
  });

  test("refuses bodies that are none", async () => {
    const bad = async (body: string, type = "application/json") =>
      (await write("POST", "/labels", { body, headers: { "content-type": type } })).json;
    expect(await bad("{")).toMatchObject({ code: "PGRST102", message: "Empty or invalid json" });
    expect(await bad("")).toMatchObject({ code: "PGRST102", message: "Empty or invalid json" });
    expect(await bad('[{"id": 1}, {"label": "x"}]')).toMatchObject({
      code: "PGRST102",
      message: "All object keys must match",
    });
    expect(await bad('id,label\n1\n2,"x', "text/csv")).toMatchObject({ code: "PGRST102" });
    expect(await bad("<a/>", "text/xml")).toMatchObject({
      code: "PGRST102",
      message: "Content-Type not acceptable: text/xml",
    });
    expect((await write("POST", "/labels", { body: "[]" })).json).toEqual([]);
  });

  test("answers PostgreSQL's errors in its words, with PostgREST's status", async () => {
    const duplicate = await write("POST", "/labels", { body: { id: 1, label: "x" } });
    expect(duplicate).toMatchObject({
      status: 409,
      json: { code: "23505", details: "Key (id)=(1) already exists.", hint: null },
    });
    expect(duplicate.headers.get("proxy-status")).toBe("PostgREST; error=23505");
    expect(
      (await trial.ask("/labels", { method: "POST", body: { id: 9, label: "x" } })).status,
    ).toBe(401);
    expect((await trial.ask("/secrets", { as: "ada" })).status).toBe(403);
  });
});

describe("upsert", () => {
  const MERGE = "resolution=merge-duplicates,return=representation";

  test("merges or ignores by the primary key, and says if anything is new", async () => {
    const body = [
      { id: 1, label: "most urgent" },
      { id: 3, label: "new" },
    ];
    const merged = await write("POST", "/labels?order=id", { body, prefer: MERGE });
    expect([merged.status, merged.json]).toEqual([201, body]);
    const known = await write("POST", "/labels", { body: body.slice(0, 1), prefer: MERGE });
    expect([known.status, known.json]).toEqual([200, body.slice(0, 1)]);
    const ignored = await write("POST", "/labels", {
      body,
      prefer: "resolution=ignore-duplicates,return=representation",
    });
    expect([ignored.status, ignored.json]).toEqual([201, body.slice(1)]);
  });

  test("by other columns with on_conflict", async () => {
    const prefer = "resolution=ignore-duplicates,return=representation";
    const body = { id: 77, label: "fun" };
    expect((await write("POST", "/labels", { body, prefer })).json).toMatchObject({
      code: "23505",
    });
    expect((await write("POST", "/labels?on_conflict=label", { body, prefer })).json).toEqual([]);
    expect(
      (await write("POST", "/labels?on_conflict=id,label", { body, prefer })).json,
    ).toMatchObject({
      code: "42P10",
    });
  });

  test("PUT writes the one row that the URL names", async () => {
    const put = (path: string, body: unknown) => write("PUT", path, { body });
    expect(await put("/labels?id=eq.5", { id: 5, label: "five" })).toMatchObject({
      status: 201,
      json: [{ id: 5, label: "five" }],
    });
    expect(await put("/labels?id=eq.1", { id: 1, label: "one" })).toMatchObject({ status: 200 });
    expect((await put("/labels?id=eq.5", { id: 6, label: "six" })).json).toMatchObject({
      code: "PGRST115",
    });
    expect(await put("/labels?label=eq.x", { id: 6, label: "x" })).toMatchObject({ status: 405 });
    expect((await put("/labels?id=eq.5&limit=1", { id: 5, label: "x" })).json).toMatchObject({
      code: "PGRST114",
    });
  });
});

describe("update and delete", () => {
  test("what the filters say, and count it", async () => {
    const updated = await write("PATCH", "/tasks?project_id=eq.1&select=id,hours&order=id", {
      body: { hours: 1 },
      prefer: "return=representation,count=exact",
    });
    expect([updated.status, updated.headers.get("content-range")]).toEqual([200, "0-2/3"]);
    expect(updated.json).toEqual([1, 2, 3].map((id) => ({ id, hours: 1 })));
    const deleted = await write("DELETE", "/tasks?or=(id.eq.1,id.eq.2)", { prefer: "count=exact" });
    expect([deleted.status, deleted.text, deleted.headers.get("content-range")]).toEqual([
      204,
      "",
      "*/2",
    ]);
  });

  test("nothing when there is nothing to set, or nobody fits", async () => {
    expect(await write("PATCH", "/tasks?id=eq.1", { body: {} })).toMatchObject({
      status: 200,
      json: [],
    });
    expect(await write("PATCH", "/tasks?id=eq.99", { body: { hours: 1 } })).toMatchObject({
      json: [],
    });
  });

  test("one object or none: with the wrong number nothing is kept", async () => {
    const accept = "application/vnd.pgrst.object+json";
    const kept = "return=representation,tx=commit";
    const many = await write("PATCH", "/labels?id=gt.0", {
      body: { label: "same" },
      headers: { accept },
      prefer: kept,
    });
    // The unique label would fail too: the second try does not.
    expect(many.status).toBe(409);
    const two = await write("PATCH", "/tasks?id=in.(1,2)", {
      body: { hours: 99 },
      headers: { accept },
      prefer: kept,
    });
    expect(two.json).toMatchObject({ code: "PGRST116", details: "The result contains 2 rows" });
    expect((await api.ask("/tasks?hours=eq.99")).json).toEqual([]);
  });

  test("no more than max-affected, when handled strictly", async () => {
    const prefer = "handling=strict,max-affected=2,tx=commit";
    const refused = await write("DELETE", "/tasks?id=gt.0", { prefer });
    expect(refused.json).toMatchObject({ code: "PGRST124", details: "The query affects 4 rows" });
    expect((await api.ask("/tasks?select=count()", {})).status).toBe(400);
    expect(
      (await api.ask("/tasks", { headers: { prefer: "count=exact" } })).headers.get(
        "content-range",
      ),
    ).toBe("0-3/4");
    const allowed = await write("DELETE", "/tasks?id=lt.2", {
      prefer: "handling=strict,max-affected=2",
    });
    expect([allowed.status, allowed.headers.get("preference-applied")]).toEqual([
      204,
      "handling=strict, max-affected=2",
    ]);
  });
});

describe("transactions", () => {
  test("end as the settings and the request say", async () => {
    const body = { id: 50, label: "kept" };
    const fixed = api.withSettings({ dbTxEnd: "rollback" });
    const commit = { prefer: "tx=commit" };
    const ignored = await fixed.ask("/labels", {
      as: "ada",
      method: "POST",
      body,
      headers: commit,
    });
    expect([ignored.status, ignored.headers.get("preference-applied")]).toEqual([201, null]);
    expect((await api.ask("/labels?id=eq.50")).json).toEqual([]);
    const kept = await write("POST", "/labels", { body, prefer: "tx=commit" });
    expect(kept.headers.get("preference-applied")).toBe("tx=commit");
    expect((await api.ask("/labels?id=eq.50")).json).toEqual([body]);
    await write("DELETE", "/labels?id=eq.50", { prefer: "tx=commit" });
  });

  test("of GET and HEAD are read only", async () => {
    const { ask } = api.withSettings({
      dbPreRequest: { schema: "public", name: "add_task_as_pre_request" },
    });
    await api.database.query(`create function add_task_as_pre_request() returns void language sql as
      $$ insert into tasks (project_id) values (1) $$`);
    expect(await ask("/tasks", { as: "ada" })).toMatchObject({
      status: 405,
      json: { code: "25006" },
    });
  });
});

describe("rows of others", () => {
  test("are neither seen nor touched, whatever is asked", async () => {
    const note = { body: "mine" };
    const ada = await write("POST", "/notes?select=user_id", {
      body: note,
      prefer: "return=representation,tx=commit",
    });
    expect(ada.json).toEqual([{ user_id: "ada" }]);
    const grace = (method: string, path: string, body?: unknown) =>
      trial.ask(path, {
        as: "grace",
        method,
        ...(body === undefined ? {} : { body }),
        headers: { prefer: "return=representation" },
      });
    expect((await grace("GET", "/notes?user_id=eq.ada")).json).toEqual([]);
    expect((await grace("PATCH", "/notes?id=gt.0", { body: "taken" })).json).toEqual([]);
    expect((await grace("DELETE", "/notes?id=gt.0")).json).toEqual([]);
    expect(await grace("POST", "/notes", { body: "x", user_id: "ada" })).toMatchObject({
      status: 403,
      json: { code: "42501" },
    });
    expect((await api.ask("/notes")).status).toBe(401);
    expect((await api.ask("/notes?select=body", { as: "ada" })).json).toEqual([note]);
  });

  test("would be seen without row level security: the test above can fail", async () => {
    await api.database.query("alter table notes disable row level security");
    expect((await api.ask("/notes?select=user_id", { as: "grace" })).json).toEqual([
      { user_id: "ada" },
    ]);
    await api.database.query("alter table notes enable row level security");
  });
});

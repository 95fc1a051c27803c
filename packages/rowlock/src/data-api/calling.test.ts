import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AskOptions, startTestDataApi, type TestDataApi } from "../../test/data-api.ts";
import { DATA_API_SCHEMA } from "../../test/data-api-schema.ts";

let api: TestDataApi;

beforeAll(async () => {
  api = await startTestDataApi(DATA_API_SCHEMA, { dbTxEnd: "rollback" });
});

afterAll(() => api.close());

function post(path: string, body: unknown, options: AskOptions = {}) {
  return api.ask(`/rpc/${path}`, { as: "ada", method: "POST", body, ...options });
}

describe("arguments", () => {
  test("by name, in a query, in JSON and in a form", async () => {
    expect((await api.ask("/rpc/add_up?a=2&b=3")).json).toBe(5);
    expect((await api.ask("/rpc/add_up?a=2")).json).toBe(3);
    expect((await post("add_up", { a: 2, b: 40 })).json).toBe(42);
    const form = { "content-type": "application/x-www-form-urlencoded" };
    expect((await post("add_up", "a=1&b=1", { headers: form })).json).toBe(2);
  });

  test("variadic ones, repeated or as an array", async () => {
    expect((await api.ask("/rpc/sum_all?numbers=1&numbers=2&numbers=3")).json).toBe(6);
    expect((await post("sum_all", { numbers: [4, 5] })).json).toBe(9);
  });

  test("a lone one without a name takes the whole body", async () => {
    expect((await post("echo", { any: ["thing", 1] })).json).toEqual({ any: ["thing", 1] });
    expect(
      (await post("echo", "x", { headers: { "content-type": "text/plain" } })).json,
    ).toMatchObject({
      code: "PGRST202",
      details:
        "Searched for the function public.echo with a single unnamed text parameter, but no matches were found in the schema cache.",
    });
  });

  test("that don't fit any function are named, with the nearest", async () => {
    const { status, json } = await api.ask("/rpc/add_up?a=1&c=2");
    expect([status, json]).toEqual([
      404,
      {
        code: "PGRST202",
        message: "Could not find the function public.add_up(a, c) in the schema cache",
        details:
          "Searched for the function public.add_up with parameters a, c, but no matches were found in the schema cache.",
        hint: "Perhaps you meant to call the function public.add_up(a, b)",
      },
    ]);
    expect((await api.ask("/rpc/whoam")).json).toMatchObject({
      hint: "Perhaps you meant to call the function public.whoami",
    });
  });

  test("never choose between two functions", async () => {
    await api.database.query(`
      create function pick(a int) returns int language sql as 'select 1';
      create function pick(a text) returns int language sql as 'select 2';`);
    const again = await startTestDataApi(
      `create function pick(a int) returns int language sql as 'select 1';
       create function pick(a text) returns int language sql as 'select 2';`,
    );
    expect(await again.ask("/rpc/pick?a=1")).toMatchObject({
      status: 300,
      json: {
        code: "PGRST203",
        message:
          "Could not choose the best candidate function between: public.pick(a => integer), public.pick(a => text)",
      },
    });
    await again.close();
  });
});

describe("results", () => {
  test("of rows are filtered, ordered, embedded and counted like a table's", async () => {
    const { json, headers } = await api.ask(
      "/rpc/tasks_of?project=1&select=name,projects(title)&done=is.true",
      { headers: { prefer: "count=exact" } },
    );
    expect(json).toEqual([{ name: "draw", projects: { title: "analytical engine" } }]);
    expect(headers.get("content-range")).toBe("0-0/1");
    const page = await post(
      "tasks_of?order=id.desc&limit=1&offset=1",
      { project: 1 },
      {
        headers: { prefer: "count=exact" },
      },
    );
    expect([page.status, page.headers.get("content-range")]).toEqual([206, "1-1/3"]);
    const csv = await api.ask("/rpc/tasks_of?project=2&select=id", {
      headers: { accept: "text/csv" },
    });
    expect(csv.text).toBe("id\n4");
  });

  test("of one row are an object, of nothing 204", async () => {
    expect((await post("add_task?select=name", { project: 1, name: "x" })).json).toEqual({
      name: "x",
    });
    const none = await post("nothing", {});
    expect([none.status, none.text]).toEqual([204, ""]);
  });

  test("name status and headers themselves", async () => {
    const { status, headers, json } = await post("teapot", {});
    expect([status, json, headers.get("x-brew")]).toEqual([418, "short and stout", "tea"]);
    expect(headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  });

  test("may be an error of the function's own making", async () => {
    const request = new Request("http://localhost/rpc/raise_it", { method: "POST" });
    const response = await api.fetch(request);
    expect([response.status, response.statusText, response.headers.get("x-price")]).toEqual([
      402,
      "Pay",
      "1",
    ]);
    expect(await response.json()).toEqual({ code: "E1", message: "no", details: "d", hint: "h" });
  });

  test("by GET run read only, and hold no more than one may see", async () => {
    expect((await api.ask("/rpc/add_task?project=1&name=x", { as: "ada" })).status).toBe(405);
    expect((await api.ask("/rpc/whoami", { as: "ada" })).json).toEqual({
      role: "authenticated",
      sub: "ada",
    });
    expect((await api.ask("/rpc/whoami")).json).toEqual({ role: "anon", sub: null });
    expect((await api.ask("/rpc/whoami", { method: "PUT" })).json).toMatchObject({
      code: "PGRST101",
    });
  });

  test("end with the function's own timeout, and the connection lives on", async () => {
    expect((await post("slow", {})).json).toMatchObject({ code: "57014" });
    expect((await api.ask("/rpc/add_up?a=1")).json).toBe(2);
  });
});

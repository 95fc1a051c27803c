// Requests that are too much in one way or another: answered with a clear status, and the next one works.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startTestDataApi, type TestDataApi } from "../../test/data-api.ts";
import { DATA_API_SCHEMA } from "../../test/data-api-schema.ts";

let api: TestDataApi;

beforeAll(async () => {
  api = await startTestDataApi(DATA_API_SCHEMA);
});

afterAll(() => api.close());

afterEach(async () => {
  expect((await api.ask("/labels?id=eq.1")).status).toBe(200);
});

function nested(depth: number, open: string, close: string, inside = ""): string {
  return open.repeat(depth) + inside + close.repeat(depth);
}

test("a select nested 100 deep is answered", async () => {
  const { status, text } = await api.ask(
    `/people?id=eq.ada&select=${nested(100, "manager(", ")", "id")}`,
  );
  expect(status, text.slice(0, 200)).toBe(200);
});

test("what is nested deeper than a stack should be is refused", async () => {
  for (const query of [
    `select=${nested(10_000, "manager(", ")", "id")}`,
    `select=${"manager(".repeat(10_000)}`,
    `and=${nested(5_000, "(or", ")", "(id.eq.1)")}`,
    `or=(${nested(5_000, "not.and(", ")", "id.eq.1")})`,
  ]) {
    const { status, json } = await api.ask(`/people?${query}`);
    expect([status, json]).toMatchObject([
      400,
      { code: "PGRST100", details: "unexpected nesting of more than 128 levels" },
    ]);
  }
});

test("a list of 50,000 values is one parameter", async () => {
  const list = Array.from({ length: 50_000 }, (_, index) => index + 2).join(",");
  const { json } = await api.ask(`/tasks?select=id&id=in.(${list})&order=id`);
  expect(json).toEqual([{ id: 2 }, { id: 3 }, { id: 4 }]);
  const tree = await api.ask(`/tasks?select=id&or=(id.in.(${list}),id.eq.1)&limit=1&order=id`);
  expect(tree.json).toEqual([{ id: 1 }]);
});

test("more filters than PostgreSQL takes parameters are refused", async () => {
  const filters = Array.from({ length: 70_000 }, () => "id=eq.1").join("&");
  const { status } = await api.ask(`/tasks?${filters}`);
  expect(status).toBe(400);
});

test("a long URL of one name or value is answered", async () => {
  const long = "x".repeat(64 * 1024);
  for (const path of [
    `/${long}`,
    `/tasks?${long}=eq.1`,
    `/tasks?name=eq.${long}`,
    `/tasks?select=${long}`,
    `/rpc/add_up?${long}=1`,
    `/tasks?select=${long}(id)`,
  ]) {
    const { status } = await api.ask(path);
    expect(status).toBeLessThan(500);
  }
});

test("a large body goes in and out", async () => {
  const body = Array.from({ length: 20_000 }, (_, index) => ({
    id: index + 100,
    label: `label ${index}`,
  }));
  const { ask } = api.withSettings({ dbTxEnd: "rollback" });
  const { status, json } = await ask("/labels?select=id", {
    as: "ada",
    method: "POST",
    body,
    headers: { prefer: "return=representation" },
  });
  expect([status, (json as unknown[]).length]).toEqual([201, 20_000]);
});

// Every method of supabase-js's database part, through the library, over HTTP, compiled with the types that the Supabase
// CLI generates from this database.
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import { startTestDataApi, type TestDataApi } from "../../test/data-api.ts";
import { DATA_API_SCHEMA } from "../../test/data-api-schema.ts";
import type { Database } from "../../test/data-api-types.ts";
import { type Listener, listen } from "../http/listen.ts";

let api: TestDataApi;
let listener: Listener;
let ada: SupabaseClient<Database>;
// For names that are in no database.
let untyped: SupabaseClient;

beforeAll(async () => {
  api = await startTestDataApi(DATA_API_SCHEMA, {
    dbSchemas: ["public", "other"],
    dbTxEnd: "commit-allow-override",
    dbPlanEnabled: true,
    dbMaxRows: 1000,
  });
  listener = await listen({
    name: "the Data API under test",
    port: 0,
    fetch: (request) =>
      api.fetch(new Request(request.url.replace("/rest/v1", ""), request as RequestInit)),
  });
  // On Node 20 there is no WebSocket, which createClient asks for although only realtime needs it.
  const transport = class {} as never;
  ada = createClient<Database>(listener.url, "key", {
    realtime: { transport },
    accessToken: async () => "ada",
  });
  untyped = ada as unknown as SupabaseClient;
});

afterAll(async () => {
  await listener.close(0);
  await api.close();
});

const tasks = () => ada.from("tasks").select("id").order("id");

async function idsOf(query: PromiseLike<{ data: unknown; error: unknown }>): Promise<unknown> {
  const { data, error } = await query;
  expect(error).toBeNull();
  return (data as { id: unknown }[]).map(({ id }) => id);
}

describe("filters", () => {
  test.each([
    ["eq", () => tasks().eq("id", 2), [2]],
    ["neq", () => tasks().neq("id", 2), [1, 3, 4]],
    ["gt, gte, lt, lte", () => tasks().gt("id", 1).gte("id", 2).lt("id", 4).lte("id", 3), [2, 3]],
    ["like", () => tasks().like("name", "%aw%"), [1]],
    ["ilike", () => tasks().ilike("name", "DR%"), [1]],
    ["likeAllOf", () => tasks().likeAllOf("name", ["%r%", "%w"]), [1]],
    ["likeAnyOf", () => tasks().likeAnyOf("name", ["draw", "bu%"]), [1, 2]],
    ["ilikeAllOf", () => tasks().ilikeAllOf("name", ["%R%", "%W"]), [1]],
    ["ilikeAnyOf", () => tasks().ilikeAnyOf("name", ["DRAW"]), [1]],
    ["regexMatch", () => tasks().regexMatch("name", "^d.*w$"), [1]],
    ["regexIMatch", () => tasks().regexIMatch("name", "^D"), [1]],
    ["is null", () => tasks().is("done", null), [3]],
    ["is true", () => tasks().is("done", true), [1, 4]],
    ["isDistinct", () => tasks().isDistinct("hours", 3), [2, 3, 4]],
    ["in", () => tasks().in("name", ["draw", "a, (b)", "parse"]), [1, 4]],
    ["notIn", () => tasks().notIn("id", [1, 2]), [3, 4]],
    ["match", () => tasks().match({ project_id: 1, done: true }), [1]],
    ["not", () => tasks().not("done", "is", true), [2, 3]],
    ["or", () => tasks().or("id.eq.1,and(id.gt.3,done.is.true)"), [1, 4]],
    ["filter", () => tasks().filter("id", "in", "(1,2)"), [1, 2]],
  ] as const)("%s", async (_, query, expected) => {
    expect(await idsOf(query())).toEqual(expected);
  });

  const people = () => ada.from("people").select("id").order("id");
  const projects = () => ada.from("projects").select("id").order("id");

  test.each([
    ["contains an array", () => people().contains("tags", ["math"]), ["ada"]],
    ["contains JSON", () => people().contains("data", { n: 2 }), ["grace"]],
    ["containedBy", () => people().containedBy("tags", ["navy"]), ["alan", "grace"]],
    ["overlaps", () => people().overlaps("tags", ["navy", "math"]), ["ada", "grace"]],
    ["rangeGt", () => projects().rangeGt("during", "[2020-01-01,2021-01-01)"), [2]],
    ["rangeGte", () => projects().rangeGte("during", "[2021-06-01,2022-01-01)"), [2]],
    ["rangeLt", () => projects().rangeLt("during", "[2021-06-01,2022-01-01)"), [1]],
    ["rangeLte", () => projects().rangeLte("during", "[2020-01-01,2021-01-01)"), [1]],
    ["rangeAdjacent", () => projects().rangeAdjacent("during", "[2021-01-01,2021-02-01)"), [1]],
    ["textSearch", () => projects().textSearch("search", "'engine' & 'analytical'"), [1]],
    [
      "textSearch, websearch",
      () =>
        projects().textSearch("title", "engine or orphan", {
          type: "websearch",
          config: "english",
        }),
      [1, 3],
    ],
  ] as const)("%s", async (_, query, expected) => {
    expect(await idsOf(query())).toEqual(expected);
  });
});

describe("select and modifiers", () => {
  test("embeds, orders, limits and ranges, also of embedded resources", async () => {
    const { data, count, status, statusText } = await ada
      .from("projects")
      .select("title, tasks(id, labels(label)), owner:people!projects_owner_fkey(name)", {
        count: "exact",
      })
      .order("id")
      .order("id", { referencedTable: "tasks", ascending: false })
      .limit(1, { referencedTable: "tasks" })
      .range(0, 1);
    expect([count, status, statusText]).toEqual([3, 206, "Partial Content"]);
    expect(data).toEqual([
      { title: "analytical engine", tasks: [{ id: 3, labels: [] }], owner: { name: "Ada" } },
      { title: "compilers", tasks: [{ id: 4, labels: [] }], owner: { name: "Grace" } },
    ]);
  });

  test("single, maybeSingle and head", async () => {
    const labels = () => ada.from("labels").select();
    expect((await labels().eq("id", 1).single()).data).toEqual({ id: 1, label: "urgent" });
    expect((await labels().single()).error).toMatchObject({
      code: "PGRST116",
      details: "The result contains 2 rows",
      hint: null,
      message: "Cannot coerce the result to a single JSON object",
    });
    expect((await labels().eq("id", 9).maybeSingle()).data).toBeNull();
    expect((await labels().maybeSingle()).error).toMatchObject({ code: "PGRST116" });
    const head = await ada.from("labels").select("*", { count: "exact", head: true });
    expect([head.data, head.count, head.status]).toEqual([null, 2, 200]);
    for (const count of ["planned", "estimated"] as const) {
      expect((await ada.from("labels").select("*", { count })).count).toBeGreaterThan(0);
    }
  });

  test("csv, explain, stripNulls, geojson without PostGIS", async () => {
    expect((await ada.from("labels").select().order("id").csv()).data).toBe(
      "id,label\n1,urgent\n2,fun",
    );
    expect((await ada.from("labels").select().explain()).data).toMatch(/^Aggregate/);
    const json = ada
      .from("labels")
      .select()
      .explain({ format: "json", analyze: true, verbose: true });
    expect((await json).data).toMatchObject([{ Plan: { "Node Type": "Aggregate" } }]);
    const stripped = ada.from("tasks").select("id, done").eq("id", 3).stripNulls();
    expect((await stripped).data).toEqual([{ id: 3 }]);
    expect((await ada.from("labels").select().geojson()).error).toMatchObject({ code: "42883" });
  });

  test("schema, setHeader, overrideTypes, returns", async () => {
    expect((await ada.schema("other").from("things").select()).data).toEqual([
      { id: 1, name: "thing" },
    ]);
    const told = ada.from("labels").select("id").setHeader("range", "1-1").order("id");
    expect((await told.overrideTypes<{ id: number }[]>()).data).toEqual([{ id: 2 }]);
    expect(
      (
        await untyped
          .schema("nowhere" as "public")
          .from("x")
          .select()
      ).error,
    ).toMatchObject({
      code: "PGRST106",
    });
  });

  test("abortSignal, throwOnError and retry", async () => {
    const aborted = await ada.from("labels").select().abortSignal(AbortSignal.abort());
    expect(aborted.error?.message).toMatch(/abort/i);
    await expect(untyped.from("nothing").select().throwOnError()).rejects.toMatchObject({
      code: "PGRST205",
    });
    expect((await ada.from("labels").select().retry(false)).status).toBe(200);
  });

  test("getOpenApiSpec", async () => {
    const { data } = await (
      ada as unknown as { rest: { getOpenApiSpec(): Promise<{ data: unknown }> } }
    ).rest.getOpenApiSpec();
    expect(data).toMatchObject({ swagger: "2.0", info: { title: "standard public schema" } });
  });
});

describe("writing", () => {
  test("insert one and many, with and without an answer", async () => {
    const one = await ada.from("notes").insert({ body: "one" });
    expect([one.status, one.data, one.error]).toEqual([201, null, null]);
    const many = await ada
      .from("notes")
      .insert([{ body: "two" }, { body: "three" }], { count: "exact" })
      .select("body, user_id");
    expect([many.count, many.data]).toEqual([
      2,
      [
        { body: "two", user_id: "ada" },
        { body: "three", user_id: "ada" },
      ],
    ]);
    const single = await ada.from("notes").insert({ body: "four" }).select("body").single();
    expect(single.data).toEqual({ body: "four" });
    const defaults = await ada
      .from("tasks")
      .insert([{ project_id: 2 }, { project_id: 2, name: "named" }], { defaultToNull: false })
      .select("name")
      .rollback();
    expect(defaults.data).toEqual([{ name: "untitled" }, { name: "named" }]);
  });

  test("upsert with its options", async () => {
    const rows = [
      { id: 1, label: "urgent!" },
      { id: 5, label: "five" },
    ];
    const merged = await ada.from("labels").upsert(rows, { count: "exact" }).select().rollback();
    expect([merged.status, merged.data]).toEqual([201, rows]);
    const ignored = ada.from("labels").upsert(rows, { ignoreDuplicates: true, onConflict: "id" });
    expect((await ignored.select().rollback()).data).toEqual(rows.slice(1));
  });

  test("update and delete, by filters, with maxAffected", async () => {
    const updated = await ada
      .from("tasks")
      .update({ hours: 7 }, { count: "exact" })
      .eq("project_id", 1)
      .select("id, hours")
      .order("id", { ascending: false })
      .rollback();
    expect([updated.count, updated.data?.map(({ id }) => id)]).toEqual([3, [3, 2, 1]]);
    // Its type wants to know PostgREST's version from generated types.
    const everyTask = ada.from("tasks").update({ hours: 7 }).gt("id", 0) as unknown as {
      maxAffected(rows: number): PromiseLike<{ error: unknown }>;
    };
    const tooMany = await everyTask.maxAffected(2);
    expect(tooMany.error).toMatchObject({ code: "PGRST124" });
    const deleted = await ada.from("tasks").delete({ count: "exact" }).eq("id", 1).rollback();
    expect([deleted.count, deleted.status]).toEqual([1, 204]);
    expect(await idsOf(tasks())).toEqual([1, 2, 3, 4]);
  });

  test("an error of a function's own making has its status and its words", async () => {
    const { status, statusText, error } = await ada.rpc("raise_it");
    expect([status, statusText, error?.code]).toEqual([402, "Pay", "E1"]);
  });

  test("an error says what PostgreSQL said", async () => {
    const { error, status } = await ada.from("labels").insert({ id: 1, label: "x" });
    expect([status, error]).toMatchObject([
      409,
      { code: "23505", details: "Key (id)=(1) already exists.", hint: null },
    ]);
  });
});

describe("rpc", () => {
  test("by POST, GET and HEAD", async () => {
    expect((await ada.rpc("add_up", { a: 1, b: 2 })).data).toBe(3);
    expect((await ada.rpc("add_up", { a: 1 }, { get: true })).data).toBe(2);
    expect((await ada.rpc("sum_all", { numbers: [1, 2] })).data).toBe(3);
    const head = await ada.rpc("tasks_of", { project: 1 }, { head: true, count: "exact" });
    expect([head.data, head.count]).toEqual([null, 3]);
    expect((await ada.rpc("whoami")).data).toEqual({ role: "authenticated", sub: "ada" });
  });

  test("with rows like a table's", async () => {
    const rows = ada
      .rpc("tasks_of", { project: 1 }, { count: "exact" })
      .select("id, projects(title)");
    const { data, count } = await rows.neq("id", 1).order("id", { ascending: false }).limit(1);
    expect([count, data]).toEqual([2, [{ id: 3, projects: { title: "analytical engine" } }]]);
    expect((await ada.rpc("tasks_of", { project: 2 }).single()).data).toMatchObject({ id: 4 });
    expect((await ada.rpc("nothing")).status).toBe(204);
    expect((await untyped.rpc("missing")).error).toMatchObject({ code: "PGRST202" });
  });
});

describe("with the generated types", () => {
  test("what comes back has the types of the columns", async () => {
    const { data } = await ada
      .from("projects")
      .select("title, budget, tasks(id, labels(label)), owner:people!projects_owner_fkey(mood)")
      .eq("id", 1)
      .single();
    expectTypeOf(data).toEqualTypeOf<{
      title: string;
      budget: number | null;
      tasks: { id: number; labels: { label: string }[] }[];
      owner: { mood: "calm" | "glad" | null } | null;
    } | null>();
    expect(data).toMatchObject({ title: "analytical engine", owner: { mood: "glad" } });
    const added = await ada.rpc("add_up", { a: 1 });
    expectTypeOf(added.data).toEqualTypeOf<number | null>();
  });

  test("what the database would refuse does not compile, and is refused", async () => {
    const refused = await Promise.all([
      // @ts-expect-error no such table
      ada.from("task").select(),
      // @ts-expect-error no such column to filter by
      ada.from("tasks").select("id").eq("titel", "draw").order("id"),
      // @ts-expect-error no such column to write
      ada.from("tasks").insert({ project_id: 1, titel: "draw" }),
      // @ts-expect-error a column that may not be left out
      ada.from("tasks").insert({ name: "draw" }),
      // @ts-expect-error another type
      ada.from("tasks").update({ hours: "many" }).eq("id", 1),
      // @ts-expect-error not among the values of the enum
      ada.from("people").select("id").eq("mood", "sad"),
      // @ts-expect-error an argument that the function does not have
      ada.rpc("add_up", { first: 1 }),
    ]);
    expect(refused.map(({ error }) => error?.code)).toEqual([
      "PGRST205",
      "42703",
      "PGRST204",
      "23502",
      "22P02",
      "22P02",
      "PGRST202",
    ]);
    const { data, error } = await ada.from("tasks").select("id, titel");
    expect(error?.code).toBe("42703");
    // @ts-expect-error a row has no such column
    expect(data?.[0]?.titel).toBeUndefined();
  });
});

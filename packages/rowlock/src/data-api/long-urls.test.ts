// Long requests through the official client in Node, whose fetch reads 16 KiB of headers and no more.
import { randomUUID } from "node:crypto";
import { createClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestDataApi, type TestDataApi } from "../../test/data-api.ts";
import { type Listener, listen } from "../http/listen.ts";

let api: TestDataApi;
let listener: Listener;

beforeAll(async () => {
  api = await startTestDataApi(`
    create table things (id uuid primary key, name text);
    create table named (name text primary key);
    grant all on things, named to anon, authenticated;
  `);
  listener = await listen({ name: "the test", port: 0, fetch: api.fetch });
});

afterAll(async () => {
  await listener.close(0);
  await api.close();
});

/** Node's own fetch; the test's Data API has no base path. */
const direct: typeof fetch = (url, init) => fetch(String(url).replace("/rest/v1", ""), init);

// On Node 20 there is no WebSocket, which createClient asks for although only realtime needs it.
const realtime = { transport: class {} as never };
const open = () => createClient(listener.url, "a key", { global: { fetch: direct }, realtime });

test.each([10, 450, 1_500])("in() with %i uuids", async (count) => {
  const ids = Array.from({ length: count }, () => randomUUID());
  const [id = ""] = ids;
  await api.database.query("insert into things values ($1, 'found')", [id]);
  const client = open();
  const { data, error } = await client.from("things").select("name").in("id", ids);
  expect([data, error]).toEqual([[{ name: "found" }], null]);
});

test("a short URL is repeated as ever", async () => {
  const { headers } = await api.ask("/things?name=eq.x&id=is.null");
  expect(headers.get("content-location")).toBe("/things?id=is.null&name=eq.x");
});

test("a row with a long key can be inserted", async () => {
  const name = "ключ".repeat(500);
  const client = open();
  const { error, status } = await client.from("named").insert({ name });
  expect([error, status]).toEqual([null, 201]);
});

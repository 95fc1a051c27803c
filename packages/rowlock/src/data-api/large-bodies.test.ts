// Large bodies of people who may send none: refused in PostgreSQL's words, before the body is there.
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestDataApi, type TestDataApi } from "../../test/data-api.ts";
import { type Listener, listen } from "../http/listen.ts";

let api: TestDataApi;
let listener: Listener;

beforeAll(async () => {
  api = await startTestDataApi(`
    create table ungranted (note text);
    create table "no Policy" (note text);
    create table others (note text);
    create table mine (note text);
    create table open (note text);
    alter table "no Policy" enable row level security;
    alter table others enable row level security;
    alter table mine enable row level security;
    create policy theirs on others to authenticated with check (true);
    create policy own on mine for insert to anon with check (true);
    create view shown as select * from open;
    create function take(note text) returns int language sql as 'select length(note)';
    create function closed(note text) returns int language sql as 'select length(note)';
    revoke execute on function closed from public, anon;
    revoke all on ungranted, shown from anon;
    grant all on "no Policy", others, mine, open to anon;
    grant select on shown to anon;
  `);
  listener = await listen({ name: "the test", port: 0, fetch: api.fetch });
});

afterAll(async () => {
  await listener.close(0);
  await api.close();
});

const SIZE = 100_000;
const BODY = JSON.stringify({ note: "x".repeat(SIZE) });

/** Sends the head alone, or the body too. */
async function send(path: string, { method = "POST", whole = false, role = "" } = {}) {
  const outgoing = request(`${listener.url}/${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      "content-length": BODY.length,
      ...(role === "" ? {} : { authorization: `Bearer ${role}` }),
    },
  });
  if (whole) outgoing.end(BODY);
  else outgoing.flushHeaders();
  const answer = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
    outgoing.on("response", resolve);
    outgoing.on("error", reject);
  });
  const got = { status: answer.statusCode, text: await text(answer) };
  outgoing.destroy();
  return got;
}

// Nothing of the body was sent: the answer can't have waited for it.
test.each([
  ["ungranted", "POST", "permission denied for table ungranted"],
  ["ungranted", "PATCH", "permission denied for table ungranted"],
  ["ungranted?note=eq.x", "PUT", "permission denied for table ungranted"],
  ["shown", "POST", "permission denied for view shown"],
  ["no%20Policy", "POST", 'new row violates row-level security policy for table "no Policy"'],
  ["others", "POST", 'new row violates row-level security policy for table "others"'],
  ["rpc/closed", "POST", "permission denied for function closed"],
])("%s, %s: refused without its body", async (path, method, message) => {
  const { status, text: body } = await send(path, { method });
  expect([status, JSON.parse(body)]).toMatchObject([401, { code: "42501", message }]);
});

test("the refusal is PostgreSQL's own, to the letter", async () => {
  for (const path of ["ungranted", "shown", "no%20Policy", "others", "rpc/closed"]) {
    const small = await api.ask(`/${path}`, { method: "POST", body: { note: "x" } });
    expect(await send(path)).toMatchObject({ status: small.status, text: small.text });
  }
});

test("who may send is answered as ever", async () => {
  expect(await send("mine", { whole: true })).toMatchObject({ status: 201 });
  expect(await send("open", { whole: true })).toMatchObject({ status: 201 });
  expect(await send("no%20Policy", { whole: true, method: "PATCH" })).toMatchObject({
    status: 204,
  });
  expect(await send("rpc/take", { whole: true })).toEqual({ status: 200, text: String(SIZE) });
  expect(await send("absent", { whole: true })).toMatchObject({ status: 404 });
});

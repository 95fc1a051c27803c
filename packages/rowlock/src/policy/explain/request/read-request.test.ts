import { expect, test } from "vitest";
import { readRequest } from "./read-request.ts";

test.each([
  [["/rest/v1/tasks?select=*"], "GET", "/rest/v1/tasks?select=*"],
  [["tasks"], "GET", "/rest/v1/tasks"],
  [["GET", "/tasks?id=eq.1"], "GET", "/rest/v1/tasks?id=eq.1"],
  [["delete /tasks?id=eq.1"], "DELETE", "/rest/v1/tasks?id=eq.1"],
  [["https://abc.supabase.co/rest/v1/tasks?a=eq.b c"], "GET", "/rest/v1/tasks?a=eq.b%20c"],
  [["/auth/v1/user"], "GET", "/auth/v1/user"],
])("readRequest() reads %j", (words, method, path) => {
  expect(readRequest({ words })).toMatchObject({ method, path, token: undefined });
});

test("readRequest() makes a request with a body a POST of JSON", () => {
  const read = readRequest({
    words: ["/tasks"],
    data: '{"name":"x"}',
    headers: ["Prefer: return=representation"],
  });
  expect(read).toMatchObject({ method: "POST", body: '{"name":"x"}' });
  expect(read.headers).toEqual([
    ["Prefer", "return=representation"],
    ["content-type", "application/json"],
  ]);
});

test("readRequest() reads a curl line as browsers copy it, and takes its token out", () => {
  const line = String.raw`curl 'http://127.0.0.1:54321/rest/v1/tasks' \
    -X PATCH -sH 'Authorization: Bearer a.b.c' --header "apikey: k" --compressed \
    --data-raw $'{"name":"it\'s"}' -H 'Content-Type: application/json'`;
  expect(readRequest({ words: [line] })).toEqual({
    method: "PATCH",
    path: "/rest/v1/tasks",
    headers: [
      ["apikey", "k"],
      ["Content-Type", "application/json"],
    ],
    body: `{"name":"it's"}`,
    token: "a.b.c",
  });
});

test("readRequest() takes an API key out of the address", () => {
  const read = readRequest({ words: ["http://x/rest/v1/tasks?id=eq.1&apikey=hidden-word&b=eq.2"] });
  expect(read.path).toBe("/rest/v1/tasks?id=eq.1&b=eq.2");
  expect(read.headers).toEqual([["apikey", "hidden-word"]]);
});

test("readRequest() knows curl's own defaults", () => {
  const sent = readRequest({ words: ["curl", "-d", "a=1", "http://x/rest/v1/rpc/f"] });
  expect(sent).toMatchObject({ method: "POST", body: "a=1" });
  expect(sent.headers).toEqual([["content-type", "application/x-www-form-urlencoded"]]);
  const got = readRequest({ words: ["curl", "-G", "-d", "select=id", "http://x/rest/v1/tasks"] });
  expect(got).toMatchObject({ method: "GET", path: "/rest/v1/tasks?select=id", body: undefined });
});

test.each([
  [[""], /no request to explain/],
  [["TRACE", "/tasks"], /TRACE is no method/],
  [[`curl http://x/rest/v1/tasks -H "Authorization: Bearer $TOKEN"`], /holds \$TOKEN/],
  [["curl -d @body.json http://x/rest/v1/tasks"], /from a file/],
  [["curl -X GET"], /names no address/],
  [
    ["curl http://x/rest/v1/tasks -H 'Authorization: Bearer \u2026'"],
    /Authorization can't be sent$/,
  ],
])("readRequest() refuses %j", (words, message) => {
  expect(() => readRequest({ words })).toThrow(message);
});

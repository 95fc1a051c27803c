import { describe, expect, test } from "vitest";
import { createParsedRequests } from "./parsed-requests.ts";
import { parseApiRequest } from "./request/api-request.ts";
import type { HttpRequest } from "./request/request-head.ts";
import { dataApiSettings } from "./settings.ts";

const settings = dataApiSettings();
const bytes = (text: string) => new TextEncoder().encode(text);

function request(parts: Partial<HttpRequest>): HttpRequest {
  return {
    method: "GET",
    path: "/tasks",
    query: "",
    headers: new Map(),
    body: bytes(""),
    ...parts,
  };
}

describe("createParsedRequests()", () => {
  test("gives each body to its own request, though their heads are one", () => {
    const parse = createParsedRequests(settings);
    const bodies = ['{"name":"a"}', '{"name":"b"}', '[{"name":"c","done":true}]', '{"name":"a"}'];
    for (const body of bodies) {
      const http = request({ method: "POST", query: "on_conflict=name", body: bytes(body) });
      expect(parse(http)).toEqual(parseApiRequest(http, settings));
    }
  });

  test("keeps apart what differs in a value, a header or the method", () => {
    const parse = createParsedRequests(settings);
    const requests = [
      request({ query: "id=eq.1" }),
      request({ query: "id=eq.2" }),
      request({ query: "id=eq.1", headers: new Map([["range", "0-4"]]) }),
      request({ query: "id=eq.1", headers: new Map([["prefer", "count=exact"]]) }),
      request({ query: "id=eq.1", method: "DELETE" }),
      request({ query: "id=eq.1" }),
    ];
    for (const http of requests) expect(parse(http)).toEqual(parseApiRequest(http, settings));
  });
});

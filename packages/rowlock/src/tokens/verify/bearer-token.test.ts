import { expect, test } from "vitest";
import { readBearerToken } from "./bearer-token.ts";

test.each<[string | null, string | undefined]>([
  ["Bearer a.b.c", "a.b.c"],
  ["bearer   a.b.c", "a.b.c"],
  ["BEARER a.b.c", "a.b.c"],
  ["Bearer", ""],
  ["Bearer ", ""],
  ["Bearera.b.c", undefined],
  ["Basic YTpi", undefined],
  ["a.b.c", undefined],
  ["", undefined],
  [null, undefined],
])("readBearerToken(%j) is %j", (header, token) => {
  expect(readBearerToken(header)).toBe(token);
});

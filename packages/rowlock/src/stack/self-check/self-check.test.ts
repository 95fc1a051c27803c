import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { type Actor, selfCheck } from "./self-check.ts";

const ACTORS: readonly Actor[] = [
  { name: "ada", token: "slow" },
  { name: "a stranger", token: undefined },
];

test("what each sees stands in the order of those who look, whoever is answered first", async () => {
  const checks = await selfCheck({
    restUrl: "http://127.0.0.1:1/rest/v1",
    anonKey: "anon",
    tables: ["tasks", "notes"],
    actors: ACTORS,
    fetch: async (_url, init) => {
      const isSlow = new Headers(init?.headers).get("authorization") === "Bearer slow";
      await pause(isSlow ? 20 : 0);
      return Response.json([], { headers: { "content-range": `*/${isSlow ? 2 : 0}` } });
    },
  });
  expect(checks.map(({ table }) => table)).toEqual(["tasks", "notes"]);
  expect(checks.map(({ sights }) => Object.keys(sights))).toEqual([
    ["ada", "a stranger"],
    ["ada", "a stranger"],
  ]);
  expect(checks[1]?.sights).toEqual({
    ada: { kind: "rows", count: 2 },
    "a stranger": { kind: "rows", count: 0 },
  });
});

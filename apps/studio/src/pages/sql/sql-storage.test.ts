import { beforeEach, expect, test, vi } from "vitest";
import { addToHistory, readHistory, readText, writeText } from "./sql-storage.ts";

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
});

const run = (sql: string, at = 0) => ({ sql, at, failed: false });

test("the newest run comes first, and the same text only once", () => {
  for (const [at, sql] of ["select 1", "select 2", "select 1"].entries())
    addToHistory(run(sql, at));
  expect(readHistory()).toEqual([run("select 1", 2), run("select 2", 1)]);
});

test("fifty runs are kept", () => {
  for (let at = 0; at < 60; at += 1) addToHistory(run(`select ${at}`, at));
  expect(readHistory()).toHaveLength(50);
  expect(readHistory().at(-1)).toEqual(run("select 10", 10));
});

test("a text too long to keep leaves what was kept before", () => {
  writeText("select 1");
  writeText("x".repeat(20_001));
  addToHistory(run("x".repeat(20_001)));
  expect(readText()).toBe("select 1");
  expect(readHistory()).toEqual([]);
});

test.each(["not JSON", "{}", "null", '[1, null, {"at": 3}]'])(
  "what others left there (%s) is no history",
  (text) => {
    localStorage.setItem("rowlock.sql.history", text);
    expect(readHistory()).toEqual([]);
  },
);

import { describe, expect, test } from "vitest";
import { PostgresError } from "../database/postgres-error.ts";
import { rowlockError } from "../errors/registry.ts";
import type { RequestLogEntry } from "../http/request-log.ts";
import { createServeLog } from "./serve-log.ts";

function open(worker?: number) {
  const out: string[] = [];
  const err: string[] = [];
  const log = createServeLog({
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text.replace(/^\S+ \S+: /, "")) },
    now: () => Date.UTC(2026, 10, 3, 18, 5, 9),
    worker,
  });
  return { log, out, err };
}

const request = (entry: Partial<RequestLogEntry> = {}): RequestLogEntry => ({
  method: "GET",
  path: "/tasks?select&name",
  status: 200,
  ms: 1.84,
  aborted: false,
  role: "authenticated",
  ...entry,
});

describe("request()", () => {
  for (const [level, shown] of [
    ["crit", []],
    ["error", [500]],
    ["warn", [404, 500]],
    ["info", [200, 404, 500]],
    ["debug", [200, 404, 500]],
  ] as const) {
    test(`at ${level} shows ${shown.join(", ") || "none"}`, () => {
      const { log, out } = open();
      log.setLevel(level);
      for (const status of [200, 404, 500]) log.request(request({ status }));
      expect(out.map((line) => Number(/" (\d+) - /.exec(line)?.[1]))).toEqual(shown);
    });
  }

  test("is one line in Apache's form, with what else is known behind it", () => {
    const { log, out } = open(2);
    log.setLevel("info");
    log.request(request({ aborted: true }));
    expect(out[0]?.replace(/\[.*?\]/, "[]")).toBe(
      '- - authenticated [] "GET /tasks?select&name HTTP/1.1" 200 - "" "" 1.8ms (the client left) worker 2\n',
    );
  });

  test("lets neither a role nor a path write lines or fields of its own", () => {
    const { log, out } = open();
    log.setLevel("info");
    log.request(request({ role: 'a [x] "\n- - b', path: '/a"b HTTP/1.1" 200 - "' }));
    expect(out.join("").split("\n")).toHaveLength(2);
    expect(out[0]?.match(/"/g)).toHaveLength(6);
    expect(out[0]).toMatch(/^- - a__x____-_-_b \[/);
  });
});

describe("problem()", () => {
  test("says the same once, and again after something else was said", () => {
    const { log, err } = open();
    const error = rowlockError("DATABASE_UNREACHABLE", { message: "No", details: "refused" });
    for (const doing of ["Reading", "Reading", "Listening", "Reading"]) log.problem(doing, error);
    expect(err).toEqual(["Reading: No (refused)\n", "Listening: No (refused)\n"]);
    log.notice("Back");
    log.problem("Reading", error);
    expect(err.slice(2)).toEqual(["Back\n", "Reading: No (refused)\n"]);
  });

  test("has PostgreSQL's words where they name objects, and none where they may quote a value", () => {
    const { log, err } = open();
    const detail = "Key (name)=(a secret) already exists.";
    log.problem("A", new PostgresError({ code: "42501", message: "permission denied", detail }));
    log.problem("B", new PostgresError({ code: "22P02", message: 'invalid input: "a secret"' }));
    log.problem("C", new PostgresError({ code: "P0001", message: "a secret", detail }));
    expect(err).toEqual([
      "A: 42501 permission denied\n",
      "B: PostgreSQL's error 22P02\n",
      "C: PostgreSQL's error P0001\n",
    ]);
  });
});

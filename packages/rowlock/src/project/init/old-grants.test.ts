import { describe, expect, test } from "vitest";
import { exposeInConfig, judgeOldGrants } from "./old-grants.ts";

function migration(version: string, text: string) {
  return { version, name: "x", path: `supabase/migrations/${version}_x.sql`, text };
}

describe("judgeOldGrants()", () => {
  const TABLE = `-- a table
    create table if not exists public."Notes" (id int);
    grant usage on schema public to anon;
    create function f() returns int language sql as 'select 1'; grant execute on function f to anon;`;

  test.each([
    ["old, and nothing granted", "20250101000000", TABLE, "wanted"],
    ["of the day before the change", "20260529235959", TABLE, "wanted"],
    ["of the day of the change", "20260530000000", TABLE, "no"],
    ["without a date", "0001", TABLE, "maybe"],
    ["granted", "20250101000000", `${TABLE} grant select on table public."Notes" to anon;`, "no"],
    ["granted, without a date", "0001", `${TABLE} grant all on "Notes" to anon;`, "no"],
    [
      "granted with all",
      "20250101000000",
      `${TABLE} grant all on all tables in schema public to authenticated;`,
      "no",
    ],
    ["granted to others", "20250101000000", `${TABLE} grant select on "Notes" to robot;`, "wanted"],
    ["a comment alone", "20250101000000", "-- create table x (id int);\nselect 1;", "no"],
    ["in a schema of its own", "20250101000000", "create table app.x (id int);", "no"],
  ] as const)("%s", (_, version, text, expected) => {
    expect(judgeOldGrants([migration(version, text)], new Map())).toBe(expected);
  });

  test("a grant in a later migration counts", () => {
    const later = migration("20260601000000", 'grant select on "Notes" to anon;');
    expect(judgeOldGrants([migration("20250101000000", TABLE), later], new Map())).toBe("no");
  });

  test.each([
    ["2025-01-01", "wanted"],
    ["2026-06-01", "no"],
  ])("a file without a date is as old as its first commit, of %s", (day, expected) => {
    const undated = migration("0001", TABLE);
    expect(judgeOldGrants([undated], new Map([[undated.path, day]]))).toBe(expected);
  });
});

describe("exposeInConfig()", () => {
  test("adds one line, and leaves every other as it is", () => {
    const before = "# mine\n[api] # the API\nport = 1\n\n[db]\nport = 2";
    expect(exposeInConfig(before)).toBe(
      "# mine\n[api] # the API\nauto_expose_new_tables = true\nport = 1\n\n[db]\nport = 2",
    );
    expect(exposeInConfig("[db]\r\nport = 2\r\n")).toBe(
      "[db]\r\nport = 2\r\n\r\n[api]\r\nauto_expose_new_tables = true\r\n",
    );
    expect(exposeInConfig("[api]")).toBe("[api]\nauto_expose_new_tables = true\n");
  });

  test.each([
    ["keys with dots", "api.port = 1\n"],
    ["a table in one line", "api = { port = 1 }\n"],
    ["a header inside a text", 'x = """\n[api]\n"""\n[db]\nport = 1\n'],
    ["what is no TOML", "[api\n"],
    ["a setting that is there", "[api]\nauto_expose_new_tables = false\n"],
  ])("leaves %s alone", (_, toml) => {
    expect(exposeInConfig(toml)).toBeUndefined();
  });
});

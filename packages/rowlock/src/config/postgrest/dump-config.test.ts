import { describe, expect, test } from "vitest";
import { parseConfigFile } from "./config-file.ts";
import { dumpConfig, exampleConfig } from "./dump-config.ts";
import { type PostgrestConfigSources, readPostgrestConfig } from "./postgrest-config.ts";
import { SETTINGS } from "./setting-table.ts";

const SECRET = "a secret of 32 bytes and some more";

const read = (sources: Partial<PostgrestConfigSources> = {}) =>
  readPostgrestConfig({
    environment: {},
    readFile: (path) => Buffer.from(path === "uri" ? `postgresql://u:${SECRET}@h/d` : SECRET),
    ...sources,
  });

const parse = (text: string) => parseConfigFile(text, { path: "dump", environment: {} });

describe("dumpConfig()", () => {
  test("has a line for every setting, sorted, in PostgREST's form", () => {
    const lines = dumpConfig(read()).trimEnd().split("\n");
    expect(lines.map((line) => line.split(" = ")[0])).toEqual(SETTINGS.map((s) => s.name).sort());
    expect(lines).toEqual(
      expect.arrayContaining([
        'admin-server-host = "!4"',
        'admin-server-port = ""',
        "db-channel-enabled = true",
        'db-extra-search-path = "public"',
        'db-max-rows = ""',
        "db-pool = 10",
        'db-uri = "postgresql://"',
        'jwt-role-claim-key = "$$.role"',
        'jwt-secret = ""',
        "server-port = 3000",
        'server-unix-socket-mode = "660"',
      ]),
    );
  });

  test("is the same when it is read and dumped again", () => {
    const file = parse(`
      admin-server-port = 3001
      app.settings.a = "b"
      db-extra-search-path = ""
      db-max-rows = 500
      db-pre-request = "api.check"
      db-root-spec = "root"
      db-schemas = "a, b"
      db-tx-end = "rollback-allow-override"
      db-uri = "host=db port=5433 dbname=app user=o"
      jwt-aud = "say \\"hi\\"\\\\ for $$5"
      server-unix-socket = "/run/a"
      server-unix-socket-mode = "666"
    `);
    const dumped = dumpConfig(read({ file }));
    expect(dumped).toContain('db-uri = "postgresql:///app?host=db&port=5433&user=o"');
    const again = parse(dumped);
    expect(again.get("jwt-aud")).toBe('say "hi"\\ for $5');
    expect(again.get("db-schemas")).toBe("a,b");
    expect(dumpConfig(read({ file: again }))).toBe(
      dumped.replace("# app.settings.a is set, and not shown\n", ""),
    );
  });

  for (const [given, shown] of [
    [{ PGRST_JWT_SECRET: SECRET }, "# jwt-secret is set, and not shown"],
    [{ PGRST_JWT_SECRET: "@/run/key" }, 'jwt-secret = "@/run/key"'],
    [{ PGRST_DB_URI: "@uri" }, 'db-uri = "@uri"'],
    [{ PGRST_DB_URI: `postgresql://u:${SECRET}@h:1/d` }, 'db-uri = "postgresql://u@h:1/d"'],
    [{ PGRST_DB_URI: `postgresql://u:${SECRET}@/d` }, 'db-uri = "postgresql://u@/d"'],
    [{ PGRST_DB_URI: `host=h password='${SECRET}'` }, 'db-uri = "postgresql://?host=h"'],
    [
      { PGRST_DB_URI: `postgresql://h/d?options=-c%20a.b=${SECRET}&sslmode=require` },
      'db-uri = "postgresql://h/d?sslmode=require"',
    ],
    [{ PGRST_APP_SETTINGS_jwt_secret: SECRET }, "# app.settings.jwt_secret is set, and not shown"],
  ] as const) {
    test(`says no secret, but: ${shown}`, () => {
      const dumped = dumpConfig(read({ environment: given }));
      expect(dumped.split("\n")).toContain(shown);
      for (const form of [SECRET, encodeURIComponent(SECRET), SECRET.replaceAll(" ", "+")]) {
        expect(dumped).not.toContain(form);
      }
    });
  }
});

test("exampleConfig() is a file without any effect that has every default", () => {
  const example = exampleConfig(read());
  expect(parse(example).size).toBe(0);
  expect(example).toContain(
    "## connections at most, shared out among the workers (10)\n# db-pool = 10\n",
  );
});

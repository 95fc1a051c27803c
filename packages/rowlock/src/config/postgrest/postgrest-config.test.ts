import { describe, expect, test } from "vitest";
import { parseConfigFile } from "./config-file.ts";
import { connectionUri } from "./connection-uri.ts";
import { type PostgrestConfigSources, readPostgrestConfig } from "./postgrest-config.ts";
import { SETTINGS } from "./setting-table.ts";

const read = (sources: Partial<PostgrestConfigSources> = {}) =>
  readPostgrestConfig({ environment: {}, readFile: () => Buffer.alloc(0), ...sources });

describe("readPostgrestConfig()", () => {
  test("has PostgREST's defaults", () => {
    const { server, adminServer, database, api, logLevel } = read();
    expect(server).toEqual({ host: "!4", port: 3000, unixSocket: undefined });
    expect([adminServer, logLevel, api.dbAnonRole]).toEqual([undefined, "error", undefined]);
    expect(database).toMatchObject({ uri: "postgresql://", pool: 10, channel: "pgrst" });
  });

  test("a secret in a file may be any bytes, and its last line break is not of it", () => {
    const environment = { PGRST_JWT_SECRET: "@secret" };
    const { jwt } = read({ environment, readFile: () => Buffer.from([0xff, 0x00, 0x0a, 0x0a]) });
    expect(jwt.secret).toEqual(Buffer.from([0xff, 0x00, 0x0a]));
  });

  test("the database counts before a flag, a flag before the environment, that before the file", () => {
    const file = new Map([
      ["db-schemas", "file"],
      ["db-anon-role", "file"],
      ["db-tx-end", "rollback"],
      ["db-max-rows", "4"],
      ["app.settings.a", "file"],
      ["app.settings.b", "file"],
    ]);
    const environment = {
      PGRST_DB_SCHEMAS: "environment",
      PGRST_DB_ANON_ROLE: "environment",
      PGRST_DB_MAX_ROWS: "3",
      PGRST_APP_SETTINGS_a: "environment",
    };
    const flags = new Map([
      ["db-schemas", "flag"],
      ["db-max-rows", "2"],
    ]);
    const database = new Map([["db-schemas", "database"]]);
    expect(read({ file, environment, flags, database }).api).toMatchObject({
      dbSchemas: ["database"],
      dbMaxRows: 2,
      dbAnonRole: "environment",
      dbTxEnd: "rollback",
      appSettings: [
        ["app.settings.a", "environment"],
        ["app.settings.b", "file"],
      ],
    });
  });

  test("the admin server has the host of the server, and a socket beside or instead of a port", () => {
    const environment = { PGRST_SERVER_HOST: "::1", PGRST_ADMIN_SERVER_UNIX_SOCKET: "/run/a" };
    expect(read({ environment }).adminServer).toEqual({
      host: "::1",
      port: 0,
      unixSocket: { path: "/run/a", mode: 0o660 },
    });
  });

  test("the audience is a text, or where it has a colon a URI", () => {
    const audience = (PGRST_JWT_AUD: string) =>
      read({ environment: { PGRST_JWT_AUD } }).jwt.audience;
    for (const taken of ["some body", "https://example.org/a?b#c", "urn:x:%20"]) {
      expect(audience(taken)).toBe(taken);
    }
    for (const refused of ["http://%%host", "some: body", ":x"]) {
      expect(() => audience(refused)).toThrow("jwt-aud must be");
    }
  });

  for (const mode of ["9", "577", "1000", "rw"]) {
    test(`refuses ${mode} as the permissions of a socket`, () => {
      const environment = { PGRST_SERVER_UNIX_SOCKET_MODE: mode };
      expect(() => read({ environment })).toThrow("server-unix-socket-mode must be an octal");
    });
  }

  // A setting that is read but has no flag, or a flag that nobody reads, would be found by users only.
  test("reads every setting of the table, and no other but aliases", () => {
    const asked = new Set<string>();
    class Asked extends Map<string, string> {
      override has(name: string): boolean {
        asked.add(name);
        return false;
      }
    }
    read({ flags: new Asked(), environment: { PGRST_ADMIN_SERVER_PORT: "3001" } });
    const aliases = ["db-schema", "max-rows", "pre-request", "root-spec", "role-claim-key"];
    const known = [...aliases, "secret-is-base64", "db-pool-timeout"];
    const names = SETTINGS.map(({ name }) => name);
    expect([...asked].filter((name) => !known.includes(name)).sort()).toEqual([...names].sort());
  });
});

describe("parseConfigFile()", () => {
  const parse = (text: string) =>
    Object.fromEntries(parseConfigFile(text, { path: "p.conf", environment: { HOST: "db" } }));

  test("takes texts, numbers, words and comments", () => {
    const text = `
      # a comment
      db-uri = "postgres://u:p#w@$(HOST)/x"  # another
      db-pool=5
      db-config = false
      app.settings.a.b = "say \\"hi\\"\\n\\u00e9"
      jwt-role-claim-key = "$$.role"
    `;
    expect(parse(text)).toEqual({
      "db-uri": "postgres://u:p#w@db/x",
      "db-pool": "5",
      "db-config": "false",
      "app.settings.a.b": 'say "hi"\né',
      "jwt-role-claim-key": "$.role",
    });
  });

  for (const line of [
    "jwt-secret",
    "a = b c",
    'a = "open',
    "= x",
    'a = "\\q"',
    'a = "$(NO)"',
    'a = "$x"',
  ]) {
    test(`names the line but not the value of ${line}`, () => {
      expect(() => parse(`db-pool = 1\n${line}`)).toThrow(/^Line 2 of p\.conf/);
    });
  }
});

describe("connectionUri()", () => {
  for (const [text, uri] of [
    ["postgresql://", "postgresql://"],
    [" postgres://u:p%20w@h:1/db\n", "postgres://u:p%20w@h:1/db"],
    ["postgresql://u@h/db?dbname=other", "postgresql://u@h/other?"],
    ["postgresql://u:p@/db?host=/run", "postgresql://u:p@/db?host=%2Frun"],
    ["postgresql://?dbname=a b&host=/run", "postgresql:///a%20b?host=%2Frun"],
    ["postgres://h/d?sslmode=require", "postgres://h/d?sslmode=require&uselibpqcompat=true"],
    ["postgres://h/d?sslmode=verify-full", "postgres://h/d?sslmode=verify-full"],
    ["host=db port = 5433 dbname=app user='o''x' password='a\\'b c'", undefined],
    [
      "host=db port = 5433 dbname=app user=o password='a\\'b@ c'",
      "postgresql:///app?host=db&port=5433&user=o&password=a%27b%40+c",
    ],
    ["mysql://h", undefined],
    ["postgres://h1:1,h2:2/d", undefined],
    ["secret words", undefined],
  ] as const) {
    test(`${text} becomes ${uri ?? "an error without it"}`, () => {
      if (uri !== undefined) expect(connectionUri(text)).toBe(uri);
      else expect(() => connectionUri(text)).toThrow(/^The setting db-uri is no connection string/);
    });
  }
});

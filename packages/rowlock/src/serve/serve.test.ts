// `rowlock serve` from outside: a process, its environment, its signals, a database that it can lose.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startProxy } from "../../test/cuttable-proxy.ts";
import type { ServeProgram } from "../../test/serve.ts";
import {
  ask,
  askAdmin,
  createServeLab,
  PASSWORD,
  SECRET,
  type ServeLab,
  statusOf,
  token,
} from "../../test/serve-lab.ts";

let lab: ServeLab;
let admin: pg.Client;
let program: ServeProgram;
let uri: string;
let login: string;

beforeAll(async () => {
  lab = await createServeLab();
  ({ admin, program, uri, login } = lab);
  await admin.query(`
    create schema other;
    create view other.places as select 'here' as name;
    grant usage on schema other to authenticated;
    grant select on other.places to authenticated;
  `);
});

afterEach(() => lab.stopAll());

afterAll(() => lab.close());

const POLL = { timeout: 30_000, interval: 50 };

describe("in PostgREST's place", () => {
  test("roles come from the token alone, through one login, and RLS decides", async () => {
    const server = await lab.startReady();
    const own = await ask(server, "/tasks?select=name", await token("authenticated"));
    expect(await own.json()).toEqual([{ name: "hers" }]);
    const all = await ask(server, "/tasks?select=name&order=id", await token("service_role"));
    expect(await all.json()).toEqual([{ name: "hers" }, { name: "his" }]);
    const nobody = await ask(server, "/tasks");
    expect([nobody.status, await nobody.json()]).toMatchObject([401, { code: "PGRST302" }]);
    const forged = await ask(
      server,
      "/tasks",
      await token("service_role", "ada", "another".repeat(8)),
    );
    expect([forged.status, await forged.json()]).toEqual([
      401,
      {
        code: "PGRST301",
        message: "No suitable key or wrong key type",
        details: "None of the keys was able to decode the JWT",
        hint: null,
      },
    ]);
    // What the login may not become, no token makes of it.
    const foreign = await ask(server, "/tasks", await token("postgres"));
    expect([foreign.status, await foreign.json()]).toMatchObject([403, { code: "42501" }]);
    expect(await server.stop()).toBe(0);
    expect(await server.readiness()).toBe(undefined);
    expect((await program.run(server.env, ["--ready"])).code).toBe(1);
  });

  test("flags, a file, a base path and the log: names of parameters, nothing of values", async () => {
    const file = join(program.directory, "postgrest.conf");
    await writeFile(
      file,
      `db-anon-role = "authenticated" # everybody\ndb-schemas = "nowhere"\nlog-level = "info"\n`,
    );
    const args = [file, "--db-schemas", "public,other", "--base-path", "/rest/v1/"];
    const server = await lab.startReady({}, args);
    expect(await statusOf(server, "/tasks")).toBe(404);
    const own = await ask(server, "/rest/v1/tasks?name=eq.hers", await token("authenticated"));
    expect(await own.json()).toMatchObject([{ user_id: "ada" }]);
    expect(await (await ask(server, "/rest/v1/tasks?name=eq.hers")).json()).toEqual([]);
    await server.stop();
    expect(server.output()).toMatch(
      /^- - authenticated \[\d\d\/\w{3}\/\d{4}:[\d:]{8} [+-]\d{4}] "GET \/rest\/v1\/tasks\?name HTTP\/1\.1" 200 /m,
    );
    for (const words of [
      /^Starting Rowlock \d/m,
      /^Connection Pool initialized with a maximum size of 10 connections$/m,
      /^Listening for database notifications on the "pgrst" channel$/m,
      /^Successfully connected to PostgreSQL \d/m,
      /^Schema cache queried in [\d.]+ milliseconds$/m,
      /^Schema cache loaded 2 Relations, 0 Relationships, \d+ RPCs, /m,
      /^API server listening on 127\.0\.0\.1:\d+$/m,
      /^Admin server listening on \/.*\.sock$/m,
    ]) {
      expect(server.output().replace(/^\S+ [+-]\d{4}: /gm, "")).toMatch(words);
    }
    for (const value of ["hers", "ada", SECRET, PASSWORD, login, "eyJ"]) {
      expect(server.output()).not.toContain(value);
    }
  });

  test("the admin server tells how it is, what it read and what it counted", async () => {
    const server = await lab.startReady({ PGRST_DB_SCHEMAS: "other", PGRST_DB_POOL: "3" });
    const bearer = await token("authenticated");
    for (let round = 0; round < 3; round += 1) await statusOf(server, "/places", bearer);
    const metrics = await askAdmin(server, "/metrics");
    expect(metrics.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    const counted = await metrics.text();
    for (const sample of [
      'pgrst_schema_cache_loads_total{status="SUCCESS"} 1',
      'pgrst_schema_cache_loads_total{status="FAIL"} 0',
      "pgrst_db_pool_max 3",
      "pgrst_db_pool_available 3",
      "pgrst_db_pool_waiting 0",
      "pgrst_db_pool_timeouts_total 0",
      "pgrst_jwt_cache_requests_total 3",
      "pgrst_jwt_cache_hits_total 2",
    ]) {
      expect(counted.split("\n")).toContain(sample);
    }
    expect(counted).toMatch(/^pgrst_schema_cache_query_time_seconds 0\.\d+$/m);
    const schema = await askAdmin(server, "/schema_cache");
    expect(await schema.json()).toMatchObject({ dbTables: [{ schema: "other", name: "places" }] });
    const statuses = ["/live", "/ready", "/config", "/"].map((path) => askAdmin(server, path));
    expect((await Promise.all(statuses)).map(({ status }) => status)).toEqual([200, 200, 404, 404]);
  });

  test("settings in the database count first, and NOTIFY reloads them", async () => {
    await admin.query(
      `alter role ${login} in database ${lab.database} set pgrst.db_schemas = 'other'`,
    );
    const server = await lab.startReady({
      PGRST_DB_SCHEMAS: "public",
      PGRST_DB_CHANNEL: "elsewhere",
    });
    const bearer = await token("authenticated");
    expect(await statusOf(server, "/places", bearer)).toBe(200);
    expect(await statusOf(server, "/tasks", bearer)).toBe(404);
    await admin.query(`alter role ${login} in database ${lab.database} reset pgrst.db_schemas`);
    await admin.query("notify pgrst, 'reload config'");
    await admin.query("notify elsewhere, 'reload config'");
    await expect.poll(() => statusOf(server, "/tasks", bearer), POLL).toBe(200);
  });

  test("SIGUSR1 reads the schema, SIGUSR2 the settings; settings that are not valid change nothing", async () => {
    const file = join(program.directory, "secret");
    await writeFile(file, `${SECRET}\n`);
    const env = { PGRST_JWT_SECRET: `@${file}`, PGRST_DB_CHANNEL_ENABLED: "false" };
    const server = await lab.startReady(env);
    const bearer = await token("authenticated");
    await admin.query("create table notes (id int); grant select on notes to authenticated");
    expect(await statusOf(server, "/notes", bearer)).toBe(404);
    server.child.kill("SIGUSR1");
    await expect.poll(() => statusOf(server, "/notes", bearer), POLL).toBe(200);

    const next = "the next secret of this test, long too";
    const renewed = await token("authenticated", "ada", next);
    await writeFile(file, "short");
    server.child.kill("SIGUSR2");
    await expect.poll(() => server.output(), POLL).toContain("Failed reloading config: ");
    expect(await statusOf(server, "/tasks", bearer)).toBe(200);
    await writeFile(file, next);
    server.child.kill("SIGUSR2");
    await expect.poll(() => statusOf(server, "/tasks", renewed), POLL).toBe(200);
    expect(await statusOf(server, "/tasks", bearer)).toBe(401);
  });

  test("what can't be started ends with 2 and shows no secret", async () => {
    const given = { PGRST_DB_URI: uri, PGRST_SERVER_HOST: "127.0.0.1", PGRST_SERVER_PORT: "0" };
    const short = await program.run({ ...given, PGRST_JWT_SECRET: "too short" });
    expect([short.code, short.output]).toEqual([2, expect.stringContaining("TOKEN_KEY_INVALID")]);
    expect(short.output).not.toContain("too short");
    const dumped = await program.run({ PGRST_JWT_SECRET: "too short", PGRST_DB_CONFIG: "false" }, [
      "--dump-config",
    ]);
    expect([dumped.code, dumped.output]).toEqual([2, short.output.replace(/^\d.*\n/gm, "")]);
    const wrong = await program.run({ ...given, PGRST_DB_URI: `mysql://${PASSWORD}` });
    expect([wrong.code, wrong.output]).toEqual([2, expect.stringContaining("db-uri")]);
    expect(wrong.output).not.toContain(PASSWORD);
    const server = await lab.start({});
    const port = new URL(server.url).port;
    const login = new URL(uri);
    login.password = "another password";
    const refused = await program.run({ ...given, PGRST_DB_URI: login.href });
    expect([refused.code, refused.output]).toEqual([2, expect.stringContaining("28P01")]);
    expect(refused.output).toContain("Failed to establish a connection: ");
    expect(refused.output).not.toContain("another password");
    const taken = await program.run({ ...given, PGRST_SERVER_PORT: port }, ["--workers", "2"]);
    expect([taken.code, taken.output]).toEqual([2, expect.stringContaining("--server-port")]);
    expect(taken.output.match(/^ +PORT_TAKEN/gm)).toHaveLength(1);
  });
});

describe("what is printed, and no server started", () => {
  test("--dump-config with the database's settings, and without a secret", async () => {
    await admin.query(
      `alter role ${login} in database ${lab.database} set pgrst.db_max_rows = '77'`,
    );
    const { code, output } = await program.run(
      { PGRST_DB_URI: uri, PGRST_JWT_SECRET: SECRET, PGRST_DB_SCHEMAS: "other" },
      ["--dump-config"],
    );
    await admin.query(`alter role ${login} in database ${lab.database} reset pgrst.db_max_rows`);
    expect(code).toBe(0);
    expect(output).toMatch(/^db-max-rows = 77$/m);
    expect(output).toMatch(/^db-schemas = "other"$/m);
    for (const secret of [SECRET, PASSWORD, encodeURIComponent(PASSWORD)]) {
      expect(output).not.toContain(secret);
    }
  });

  test("--dump-schema, what the schemas show as JSON", async () => {
    const { code, output } = await program.run(
      { PGRST_DB_URI: uri, PGRST_DB_SCHEMAS: "other", PGRST_DB_EXTRA_SEARCH_PATH: "" },
      ["--dump-schema"],
    );
    expect([code, JSON.parse(output)]).toMatchObject([0, { dbTables: [{ name: "places" }] }]);
  });
});

describe("a database that is not there", () => {
  test("503 with Retry-After before it comes and while it is lost; then as before", async () => {
    const proxy = await startProxy(Number(new URL(uri).port));
    await proxy.cut();
    const behind = new URL(uri);
    behind.port = String(proxy.port);
    const server = await lab.start({ PGRST_DB_URI: behind.href });
    const bearer = await token("authenticated");
    const early = await ask(server, "/tasks", bearer);
    expect([early.status, early.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await early.json()).toMatchObject({ code: "PGRST002" });
    expect(await server.readiness()).toBe(503);

    await proxy.mend();
    await expect.poll(() => statusOf(server, "/tasks", bearer), POLL).toBe(200);
    expect(await server.readiness()).toBe(200);
    expect((await program.run(server.env, ["--ready"])).code).toBe(0);

    await proxy.cut();
    const lost = await ask(server, "/tasks", bearer);
    expect([lost.status, lost.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await lost.json()).toMatchObject({ code: "PGRST000" });
    expect(await server.readiness()).toBe(503);

    await proxy.mend();
    await expect.poll(() => statusOf(server, "/tasks", bearer), POLL).toBe(200);
    await expect.poll(server.readiness, POLL).toBe(200);
    expect(server.output()).not.toContain(PASSWORD);
    await server.stop();
    await proxy.cut();
  });
});

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadProject } from "./project.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rowlock-config-"));
  await mkdir(join(directory, "supabase"));
});

afterEach(() => rm(directory, { recursive: true }));

function load(
  options: { supabase?: string; rowlock?: string; portBase?: number; env?: object } = {},
) {
  const files = [
    options.supabase && writeFile(join(directory, "supabase/config.toml"), options.supabase),
    options.rowlock && writeFile(join(directory, "rowlock.toml"), options.rowlock),
  ];
  return Promise.all(files).then(() =>
    loadProject(directory, { env: { ...options.env }, portBase: options.portBase }),
  );
}

describe("loadProject()", () => {
  test("gives the Supabase CLI's defaults to an empty project", async () => {
    const project = await load();
    expect(project.ports).toEqual({ api: 54321, database: 54322, studio: 54323, clerk: 54331 });
    expect(project.supabase.api).toMatchObject({ schemas: ["public"], max_rows: 1000 });
    expect(project.rowlock.clerk.supabase_integration).toBeUndefined();
  });

  test("takes the engine from rowlock.toml, and ROWLOCK_POSTGRES before it", async () => {
    expect((await load()).engine).toBeUndefined();
    const rowlock = '[db]\nengine = "/opt/postgres/bin"';
    expect((await load({ rowlock })).engine).toBe("/opt/postgres/bin");
    expect((await load({ rowlock, env: { ROWLOCK_POSTGRES: "" } })).engine).toBe(
      "/opt/postgres/bin",
    );
    const env = { ROWLOCK_POSTGRES: "/usr/lib/postgresql/15/bin" };
    expect((await load({ rowlock, env })).engine).toBe("/usr/lib/postgresql/15/bin");
  });

  test("moves all ports by the base", async () => {
    const project = await load({ portBase: 40000 });
    expect(project.ports).toEqual({ api: 40000, database: 40001, studio: 40002, clerk: 40010 });
  });

  test("keeps keys that belong to the Supabase CLI", async () => {
    const project = await load({
      supabase: "[auth]\nsite_url = 'http://localhost:3000'\n[api]\nport = 6001",
    });
    expect(project.ports.api).toBe(6001);
  });

  test("fills env(NAME) and refuses an unset one in rowlock.toml", async () => {
    const rowlock = `[[clerk.users]]\nemail_address = "ada@example.com"\npassword = "env(ADA_PASSWORD)"`;
    const project = await load({ rowlock, env: { ADA_PASSWORD: "a long password" } });
    expect(project.rowlock.clerk.users[0]?.password).toBe("a long password");
    await expect(load({ rowlock })).rejects.toThrow(/variable ADA_PASSWORD, which is not set/);
  });

  test("takes numbers, yes or no and lists by env(NAME)", async () => {
    const supabase = `
      [api]
      port = "env(API_PORT)"
      schemas = "env(SCHEMAS)"
      auto_expose_new_tables = "env(EXPOSE)"
      [db.seed]
      enabled = "env(SEED)"
      sql_paths = ["env(SEED_FILE)"]`;
    const project = await load({
      supabase,
      rowlock: `[clerk]\nport = "env(CLERK_PORT)"\nsupabase_integration = "env(EXPOSE)"`,
      env: {
        API_PORT: "6001",
        SCHEMAS: "public, app",
        EXPOSE: "true",
        SEED: "0",
        SEED_FILE: "rows.sql",
        CLERK_PORT: "6002",
      },
    });
    expect(project.ports).toMatchObject({ api: 6001, clerk: 6002 });
    expect(project.supabase.api.schemas).toEqual(["public", "app"]);
    expect(project.supabase.api.auto_expose_new_tables).toBe(true);
    expect(project.supabase.db.seed).toEqual({ enabled: false, sql_paths: ["rows.sql"] });
    expect(project.rowlock.clerk.supabase_integration).toBe(true);
  });

  test("names the variable that a key waits for, and lets others stand as the CLI does", async () => {
    await expect(load({ supabase: `[api]\nport = "env(API_PORT)"` })).rejects.toThrow(
      /api\.port: .*variable API_PORT, which is not set/,
    );
    await expect(load({ supabase: `[db.seed]\nsql_paths = "env(SEEDS)"` })).rejects.toThrow(
      /db\.seed\.sql_paths.*variable SEEDS, which is not set/,
    );
    const project = await load({ supabase: `project_id = "env(NAME)"` });
    expect(project.supabase.project_id).toBe("env(NAME)");
  });

  test("takes env(NAME) from .env files in the CLI's order, behind the environment", async () => {
    const names = ["A", "B", "C", "D", "E", "F", "G", "H", "I"];
    const files = [
      "supabase/.env.development.local",
      "supabase/.env.local",
      "supabase/.env.development",
      "supabase/.env",
      ".env.development.local",
      ".env.local",
      ".env.development",
      ".env",
    ];
    // Each file sets a name that the ones before it leave out, and all that come after it set too.
    for (const [index, file] of files.entries()) {
      const lines = names.slice(0, index + 2).map((name) => `${name}="${file}"`);
      await writeFile(join(directory, file), `# a comment\nexport ${lines.join("\n")}\n`);
    }
    const roles = names.map((name) => `"env(${name})"`).join(",");
    const supabase = `[db.seed]\nsql_paths = [${roles}]`;
    const read = async (env: object) => (await load({ supabase, env })).supabase.db.seed.sql_paths;
    expect(await read({ A: "process" })).toEqual(["process", files[0], ...files.slice(1)]);
    expect(await read({ A: "", SUPABASE_ENV: "test" })).toEqual([
      ...Array(5).fill("supabase/.env"),
      ...Array(4).fill(".env"),
    ]);
    await rm(join(directory, ".env"));
    await mkdir(join(directory, ".env"));
    await expect(read({})).rejects.toThrow(/variable I, which is not set/);
  });

  test("names the keys that have no effect, but not those of the CLI's own template", async () => {
    const supabase = `
      project_id = "app"
      [api]
      enabled = true
      port = 6001
      [db]
      major_version = 15
      shadow_port = 54320
      [db.vault]
      api_key = "literal"
      other_key = "env(OTHER_KEY)"
      [storage.buckets.avatars]
      public = true
      [storage.s3_protocol]
      enabled = false
      [auth]
      site_url = "http://127.0.0.1:3000"
      [auth.email]
      enable_signup = false
      [auth.third_party.clerk]
      enabled = false
      [edge_runtime]
      enabled = true
      policy = "per_worker"
      [remotes.staging]
      project_id = "abcdefghijklmnopqrst"
      [remotes.staging.db.seed]
      enabled = true`;
    expect((await load({ supabase })).withoutEffect).toEqual([
      "db.major_version",
      "storage.s3_protocol",
      "auth.email",
      "remotes.staging",
      "db.vault.other_key (OTHER_KEY is not set)",
    ]);
    expect((await load({ supabase: "[api]" })).withoutEffect).toEqual([]);
  });

  test("names file, line and column of broken TOML", async () => {
    await expect(load({ rowlock: "[clerk]\nport = = 3" })).rejects.toThrow(
      /rowlock\.toml is not valid TOML at line 2, column/,
    );
  });

  test("names an unknown key of rowlock.toml, and never a value", async () => {
    const rowlock = `[[clerk.users]]\nemail_address = "ada@example.com"\npasword = "hunter2hunter2"`;
    const error = await load({ rowlock }).catch((cause: Error) => cause);
    expect(String(error)).toMatch(/clerk\.users\[0\].*pasword/);
    expect(JSON.stringify(error)).not.toContain("hunter2");
  });

  test("refuses service_role for tokens of people", async () => {
    await expect(load({ rowlock: "[clerk]\nroles = ['service_role']" })).rejects.toThrow(
      /clerk\.roles: service_role is never given/,
    );
  });

  test("refuses two services on one port", async () => {
    await expect(load({ supabase: "[db]\nport = 54321" })).rejects.toThrow(
      /api and database are both 54321/,
    );
  });

  test("says which folder is missing", async () => {
    await expect(loadProject(join(directory, "nowhere"), { env: {} })).rejects.toMatchObject({
      code: "PROJECT_NOT_FOUND",
      hint: expect.stringContaining("--dir"),
    });
  });
});

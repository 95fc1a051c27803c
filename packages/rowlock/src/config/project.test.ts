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

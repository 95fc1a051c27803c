import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findEngineAccount } from "./engine-account.ts";
import { shadowEngine } from "./engine-shadow.ts";
import { type InstalledEngine, locateInstalledEngine, shareFolderOf } from "./installed-engine.ts";
import { prepareEngine } from "./prepare-engine.ts";

// Rowlock's own engine, unpacked in a folder of its own, stands in for one that a system has installed.
const account = findEngineAccount();
let home: string;
let bin: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "rowlock-installed-"));
  chmodSync(home, 0o755);
  const engine = prepareEngine({ account, copies: join(home, "system") });
  bin = dirname(engine.postgres);
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

function failure(named: string): { code: string; message: string } {
  try {
    locateInstalledEngine({ named, account });
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error("It was to fail");
}

async function fake(name: string, programs: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(home, name);
  await mkdir(folder);
  chmodSync(folder, 0o755);
  for (const [program, said] of Object.entries(programs)) {
    writeFileSync(join(folder, program), `#!/bin/sh\necho '${said}'\n`, { mode: 0o755 });
    chmodSync(join(folder, program), 0o755);
  }
  return folder;
}

describe("locateInstalledEngine()", () => {
  test("says its version, and where its files lie", () => {
    const engine = locateInstalledEngine({ named: bin, account });
    expect(engine).toMatchObject({ bin, major: 17, version: expect.stringMatching(/^17\.\d+/) });
    expect(existsSync(join(engine.share, "extension", "plpgsql.control"))).toBe(true);
  });

  test("says in a sentence why a folder is none", async () => {
    const folder = join(home, "nothing-here");
    expect(failure(folder)).toMatchObject({
      code: "ENGINE_NOT_FOUND",
      message: `There is no folder ${folder} to take PostgreSQL from`,
    });
    expect(failure("bin").message).toContain("no absolute path");
    expect(failure(join(bin, "postgres")).message).toContain("is no folder");
    const client = await fake("client", { postgres: "postgres (PostgreSQL) 17.1" });
    expect(failure(client).message).toContain(`There is no initdb in ${client}`);
    const other = await fake("other", { postgres: "Oracle 9i", initdb: "" });
    expect(failure(other).message).toContain("is no PostgreSQL server");
    const old = await fake("old", { postgres: "postgres (PostgreSQL) 14.9 (Ubuntu)", initdb: "" });
    expect(failure(old)).toMatchObject({
      code: "ENGINE_TOO_OLD",
      message: `The PostgreSQL in ${old} is 14.9 (Ubuntu); Rowlock runs 15 to 18`,
    });
    const bare = await fake("bare", { postgres: "postgres (PostgreSQL) 16.2", initdb: "" });
    expect(failure(bare).message).toContain("lacks its files for new databases");
  });
});

describe("shadowEngine()", () => {
  const control = (share: string, name: string) =>
    readFileSync(join(share, "extension", `${name}.control`), "utf8");
  let engine: InstalledEngine;
  let parent: string;

  beforeAll(() => {
    parent = join(home, "copies");
    engine = locateInstalledEngine({ named: bin, account });
  });

  test("is the same server with Rowlock's extensions; the installed files stay as they are", () => {
    const path = join(engine.share, "extension", "pg_cron.control");
    writeFileSync(path, "comment = 'the real one'\n");
    const shadow = shadowEngine(engine, { parent, account });
    expect(execFileSync(join(shadow, "postgres"), ["--version"], { encoding: "utf8" })).toContain(
      "(PostgreSQL) 17.",
    );
    const share = shareFolderOf(shadow, account) ?? "";
    expect(share.startsWith(parent)).toBe(true);
    expect(control(share, "moddatetime")).toContain("trusted = true");
    // Jobs are run by Rowlock's own worker, whatever is installed.
    expect(control(share, "pg_cron")).toContain("as Rowlock gives it");
    expect(readFileSync(path, "utf8")).toBe("comment = 'the real one'\n");
    expect(existsSync(join(share, "postgres.bki"))).toBe(true);
  });

  test("is made once, and anew once something was installed", () => {
    const first = shadowEngine(engine, { parent, account });
    expect(shadowEngine(engine, { parent, account })).toBe(first);
    writeFileSync(join(engine.share, "extension", "new_one.control"), "default_version = '1'\n");
    const second = shadowEngine(engine, { parent, account });
    expect(second).not.toBe(first);
    expect(control(shareFolderOf(second, account) ?? "", "new_one")).toContain("default_version");
  });

  test("refuses a server that keeps to its own folders, and leaves nothing", async () => {
    const said = { postgres: "", initdb: `share_path=${engine.share}` };
    const stubborn = { ...engine, bin: await fake("stubborn", said) };
    const before = readdirSync(parent);
    expect(() => shadowEngine(stubborn, { parent, account })).toThrow(
      `The PostgreSQL in ${stubborn.bin} can't be given Rowlock's extensions: it looks for its files in ${engine.share} alone`,
    );
    expect(readdirSync(parent)).toEqual(before);
  });
});

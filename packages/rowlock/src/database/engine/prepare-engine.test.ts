import { execFileSync } from "node:child_process";
import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findEngineAccount } from "./engine-account.ts";
import { copyEngine } from "./engine-copy.ts";
import { type EnginePackage, locateEngine } from "./locate-engine.ts";
import { prepareEngine } from "./prepare-engine.ts";

let home: string;
let unlinked: EnginePackage;

// A package as npm leaves it when install scripts do not run, nested where rowlock was installed for one project.
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "rowlock-engine-"));
  const found = locateEngine();
  const directory = join(home, "node_modules", "rowlock", "node_modules", found.name);
  cpSync(found.directory, directory, {
    recursive: true,
    filter: (path) => !lstatSync(path).isSymbolicLink(),
  });
  unlinked = locateEngine({ from: join(home, "node_modules", "rowlock", "dist", "main.js") });
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

function failure(work: () => unknown): { code: string; message: string } {
  try {
    work();
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error("It was to fail");
}

function versionOf(postgres: string): string {
  return execFileSync(postgres, ["--version"], { encoding: "utf8" });
}

describe("locateEngine()", () => {
  test("finds a nested package before a hoisted one", () => {
    expect(unlinked.directory.startsWith(home)).toBe(true);
    expect(unlinked.major).toBe(17);
  });

  test("names a platform that has no engine, and a package that is not there", () => {
    expect(failure(() => locateEngine({ platform: "sunos-sparc" }))).toMatchObject({
      code: "ENGINE_UNSUPPORTED",
    });
    const from = join(home, "elsewhere", "main.js");
    expect(failure(() => locateEngine({ from }))).toMatchObject({ code: "ENGINE_MISSING" });
  });

  test("takes a package without its binaries for missing", () => {
    const directory = join(home, "empty", "node_modules", unlinked.name);
    mkdirSync(join(directory, "dist"), { recursive: true });
    writeFileSync(
      join(directory, "package.json"),
      '{"exports":"./dist/index.js","version":"17.0.0"}',
    );
    writeFileSync(join(directory, "dist", "index.js"), "");
    const from = join(home, "empty", "main.js");
    expect(failure(() => locateEngine({ from }))).toMatchObject({ code: "ENGINE_MISSING" });
  });
});

describe("prepareEngine()", () => {
  test("makes a copy that runs, once, for another account", () => {
    const options = {
      account: { name: "x", uid: 1, gid: 1 },
      copies: join(home, "copies"),
      package: unlinked,
    };
    const engine = prepareEngine(options);
    expect(engine.postgres.startsWith(options.copies)).toBe(true);
    expect(versionOf(engine.postgres)).toContain("17.");
    const { ino } = lstatSync(engine.postgres);
    expect(prepareEngine(options).postgres).toBe(engine.postgres);
    expect(lstatSync(engine.postgres).ino).toBe(ino);
    expect(lstatSync(engine.postgres).mode & 0o777).toBe(0o755);
  });

  test("makes a damaged copy anew", () => {
    const place = copyEngine(unlinked, { parent: join(home, "copies"), foreign: true });
    truncateSync(join(place, "native", "bin", "postgres"), 10);
    rmSync(join(place, "native", "share"), { recursive: true });
    expect(copyEngine(unlinked, { parent: join(home, "copies"), foreign: true })).toBe(place);
    expect(versionOf(join(place, "native", "bin", "postgres"))).toContain("17.");
    expect(readdirSync(join(home, "copies"))).toHaveLength(1);
  });

  test("links the files for this process's own account, and leaves the package as it was", () => {
    const engine = prepareEngine({
      account: undefined,
      copies: join(home, "linked"),
      package: unlinked,
    });
    expect(engine.postgres.startsWith(join(home, "linked"))).toBe(true);
    expect(lstatSync(engine.postgres).ino).toBe(
      lstatSync(join(unlinked.directory, "native", "bin", "postgres")).ino,
    );
    expect(versionOf(engine.postgres)).toContain("17.");
    const control = ["native", "share", "postgresql", "extension", "moddatetime.control"];
    expect(readFileSync(join(unlinked.directory, ...control), "utf8")).not.toContain("trusted");
  });

  test("says where it could not copy to", () => {
    const file = join(home, "file");
    writeFileSync(file, "");
    expect(failure(() => copyEngine(unlinked, { parent: file, foreign: true }))).toMatchObject({
      code: "ENGINE_COPY_FAILED",
      message: expect.stringContaining(file),
    });
  });
});

test("findEngineAccount() gives root an account that is not root's, and others none", () => {
  const account = findEngineAccount();
  if (process.getuid?.() === 0) expect(account?.uid).not.toBe(0);
  else expect(account).toBeUndefined();
});

import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Environment } from "./environment.ts";
import { writeEnvironmentFile } from "./environment-file.ts";

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rowlock-env-"));
  path = join(directory, ".env.local");
});

afterEach(() => rm(directory, { recursive: true }));

function write(environment: Environment) {
  return writeEnvironmentFile(path, { environment, within: directory });
}

describe("writeEnvironmentFile()", () => {
  test("writes a private file and replaces only its own block", async () => {
    await writeFile(path, "MINE=1");
    await write({ A: "1", B: "two words" });
    await write({ A: "2" });
    const text = await readFile(path, "utf8");
    expect(text.match(/^MINE=1$/gm)).toHaveLength(1);
    expect(text).toContain("A=2");
    expect(text).not.toMatch(/A=1|B=/);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test("keeps what stands after the block where it stands", async () => {
    await write({ A: "1" });
    await writeFile(path, `${await readFile(path, "utf8")}AFTER=1\n`);
    await write({ A: "2" });
    expect(await readFile(path, "utf8")).toContain("AFTER=1");
  });

  test("keeps a foreign value and names it", async () => {
    await writeFile(path, "export CLERK_SECRET_KEY=theirs\n");
    const result = await write({ CLERK_SECRET_KEY: "ours", A: "1" });
    const text = await readFile(path, "utf8");
    expect(result.kept).toEqual(["CLERK_SECRET_KEY"]);
    expect(text).toContain("CLERK_SECRET_KEY=theirs");
    expect(text).not.toContain("ours");
  });

  test("refuses a block without its end and changes nothing", async () => {
    await writeFile(path, "# >>> rowlock: x\nA=1\n");
    await expect(write({ A: "2" })).rejects.toMatchObject({
      code: "ENV_FILE_DAMAGED",
    });
    expect(await readFile(path, "utf8")).toBe("# >>> rowlock: x\nA=1\n");
  });

  test("refuses a file that git would track", async () => {
    const git = (...args: string[]) => execFileSync("git", args, { cwd: directory });
    git("init", "--quiet");
    await expect(write({ A: "1" })).rejects.toMatchObject({
      code: "ENV_FILE_TRACKED",
    });
    await writeFile(join(directory, ".gitignore"), ".env.local\n");
    await expect(write({ A: "1" })).resolves.toMatchObject({ kept: [] });
  });
});

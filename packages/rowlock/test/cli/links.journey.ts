// A cloned repository can hold links to any file of whoever cloned it, and a shared folder what others may change: no
// command may follow or trust them. What a link leads to must stay as it was, to its last bit of mode.
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTestProject, type TestProject } from "./command-line.ts";

const PRECIOUS = "# what its owner wrote\n";

let project: TestProject;
let elsewhere: string;
let file: string;
let folder: string;

beforeEach(async () => {
  project = await createTestProject();
  elsewhere = await mkdtemp(join(tmpdir(), "rowlock-elsewhere-"));
  file = join(elsewhere, "file");
  folder = join(elsewhere, "folder");
  await writeFile(file, PRECIOUS, { mode: 0o644 });
  await mkdir(folder, { mode: 0o755 });
});

afterEach(async () => {
  await project.remove();
  await rm(elsewhere, { recursive: true });
});

function inProject(path: string): string {
  return join(project.directory, path);
}

async function link(path: string, target: string): Promise<void> {
  await mkdir(dirname(inProject(path)), { recursive: true, mode: 0o700 });
  await symlink(target, inProject(path));
}

async function expectUntouched(): Promise<void> {
  expect(await readFile(file, "utf8")).toBe(PRECIOUS);
  expect(await readdir(folder)).toEqual([]);
  const modes = await Promise.all(
    [file, folder].map(async (path) => (await stat(path)).mode & 0o777),
  );
  expect(modes).toEqual([0o644, 0o755]);
}

/** The command fails in words that name the path, and shows no stack trace. */
async function expectRefused(args: readonly string[], path: string): Promise<void> {
  const { code, output } = await project.run(...args);
  expect(output).toContain(path);
  expect(output).toContain("FILE_UNSAFE");
  expect(output).not.toContain("unforeseen");
  expect(code).toBe(2);
  await expectUntouched();
}

const READING = [["status"], ["env"], ["users", "list"], ["audit"], ["dev"]];

describe("under .rowlock", () => {
  test.each(READING)("%s follows no link in the place of .gitignore", async (...args) => {
    await link(".rowlock/.gitignore", file);
    await expectRefused(args, ".rowlock/.gitignore");
  });

  test("nor one in the place of the folder, whose target keeps its mode and stays empty", async () => {
    await link(".rowlock", folder);
    await expectRefused(["status"], ".rowlock");
  });

  test.each([
    "keys.json",
    "stack.json",
    "logs/postgres.log",
    "logs/rowlock.log",
    "scratch/cluster",
  ])("nor one in the place of %s", async (name) => {
    await link(`.rowlock/${name}`, file);
    await expectRefused(["dev"], `.rowlock/${name}`);
  });

  test("nor one in the place of a folder in it", async () => {
    await link(".rowlock/logs", folder);
    await expectRefused(["dev"], ".rowlock/logs");
  });

  test("what others can change is refused by name, and taken once its owner has closed it", async () => {
    expect((await project.run("env")).code).toBe(0);
    for (const name of [".rowlock", ".rowlock/keys.json"]) {
      const { mode } = await stat(inProject(name));
      await chmod(inProject(name), mode | 0o020);
      await expectRefused(["env"], name);
      expect((await stat(inProject(name))).mode).toBe(mode | 0o020);
      await chmod(inProject(name), mode);
      expect((await project.run("env")).code).toBe(0);
    }
  });

  test.skipIf(process.getuid?.() !== 0)("what another user owns is refused by name", async () => {
    await project.run("env");
    for (const name of [".rowlock/keys.json", ".rowlock"]) {
      await chown(inProject(name), 65_534, 65_534);
      await expectRefused(["env"], name);
      await chown(inProject(name), 0, 0);
    }
  });

  test("the .gitignore of an earlier version, written under an open umask, is taken", async () => {
    await project.run("env");
    await chmod(inProject(".rowlock/.gitignore"), 0o664);
    expect((await project.run("env")).code).toBe(0);
  });
});

describe("files of the project", () => {
  test("env --write", async () => {
    await link(".env.local", file);
    await expectRefused(["env", "--write", ".env.local"], ".env.local");
    await link("app", folder);
    await expectRefused(["env", "--write", "app/.env"], "app is a symbolic link");
  });

  test("env --write into a folder that is not there says so", async () => {
    const { code, output } = await project.run("env", "--write", "nowhere/.env");
    expect(code).toBe(2);
    expect(output).toContain("its folder is not there");
  });

  test("protect: the migration", async () => {
    const migrations = join(elsewhere, "migrations");
    await rename(inProject("supabase/migrations"), migrations);
    await link("supabase/migrations", migrations);
    await expectRefused(["protect", "tasks"], "supabase/migrations is a symbolic link");
    expect(await readdir(migrations)).toHaveLength(1);
  });

  test("protect: the declaration in rowlock.toml", async () => {
    await link("rowlock.toml", file);
    await expectRefused(["protect", "tasks", "--read", "public"], "rowlock.toml");
  });

  test.each([
    [".gitignore", () => file],
    [".env.local", () => file],
    ["supabase", () => folder],
  ])("init: %s", async (path, target) => {
    await project.write("package.json", '{ "dependencies": { "next": "16.0.0" } }');
    await rm(inProject("supabase"), { recursive: true });
    await link(path, target());
    await expectRefused(["init", "--yes"], path);
  });

  test("audit --output and --write-baseline", async () => {
    await link("report.sarif", file);
    await expectRefused(["audit", "--output", inProject("report.sarif")], "report.sarif");
    await expectRefused(["audit", "--write-baseline", inProject("report.sarif")], "report.sarif");
  });
});

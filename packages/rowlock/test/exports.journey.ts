// What the package lets others import, as they do: by its name, from what was built. Each example of the documentation
// is run.
import { execFile } from "node:child_process";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestProject, type TestProject } from "./cli/command-line.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { readExamples } from "./export-examples.ts";

const PACKAGE = join(import.meta.dirname, "..");

let project: TestProject;
let database: TestDatabase;
let examples: ReadonlyMap<string, string>;

beforeAll(async () => {
  [project, database, examples] = await Promise.all([
    createTestProject(),
    createTestDatabase(),
    readExamples(),
  ]);
  await mkdir(join(project.directory, "node_modules"));
  await symlink(PACKAGE, join(project.directory, "node_modules/rowlock"));
  await project.write("package.json", JSON.stringify({ type: "module" }));
  for (const [name, code] of examples) await project.write(name, code);
});

afterAll(async () => {
  await project.remove();
  await database.drop();
});

test("every exported function has an example", async () => {
  expect([...examples.keys()].sort()).toEqual([
    "audit.ts",
    "createDataApi.ts",
    "prove.ts",
    "readConfig.ts",
  ]);
});

test.each([
  ["readConfig", /^54321 \[/],
  ["audit", /^(warning|info|error) [\w-]+ .*tasks/m],
  ["prove", /^(proved|leaks|not proved) \d+\n$/],
  ["createDataApi", /^404 \{\s+code: 'PGRST205'/],
])("the example of %s", async (name, said) => {
  const code = examples.get(`${name}.ts`) ?? "";
  await project.write(`${name}.mjs`, code);
  const { stdout } = await run([join(project.directory, `${name}.mjs`)]);
  expect(stdout).toMatch(said);
});

test("an error has a code", async () => {
  const code = `import { readConfig } from "rowlock/config";
await readConfig("nowhere").catch((error) => console.log(error.name, error.code));`;
  await project.write("fails.mjs", code);
  const { stdout } = await run([join(project.directory, "fails.mjs")]);
  expect(stdout).toBe("RowlockError PROJECT_NOT_FOUND\n");
});

function run(args: readonly string[]) {
  return promisify(execFile)(process.execPath, args, {
    cwd: project.directory,
    env: { ...process.env, DATABASE_URL: database.superuserUrl },
  });
}

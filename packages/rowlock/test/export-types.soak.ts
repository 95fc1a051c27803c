// The types of what the package lets others import, as they are packed: each example of the documentation is checked in
// both ways that TypeScript resolves packages.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readExamples } from "./export-examples.ts";

const PACKAGE = join(import.meta.dirname, "..");
const MODULES = join(PACKAGE, "../../node_modules");

let directory: string;
let examples: ReadonlyMap<string, string>;

beforeAll(async () => {
  await promisify(execFile)("npm", ["run", "prepack"], { cwd: PACKAGE });
  directory = await mkdtemp(join(tmpdir(), "rowlock-types-"));
  await mkdir(join(directory, "node_modules/@types"), { recursive: true });
  await symlink(PACKAGE, join(directory, "node_modules/rowlock"));
  for (const name of ["@types/node", "undici-types"]) {
    await symlink(join(MODULES, name), join(directory, "node_modules", name));
  }
  await writeFile(join(directory, "package.json"), JSON.stringify({ type: "module" }));
  examples = await readExamples();
  for (const [name, code] of examples) await writeFile(join(directory, name), code);
});

afterAll(() => rm(directory, { recursive: true }));

test.each([
  ["node16", "node16"],
  ["esnext", "bundler"],
])("with module %s and moduleResolution %s", async (module, moduleResolution) => {
  const compilerOptions = {
    module,
    moduleResolution,
    strict: true,
    noEmit: true,
    target: "es2022",
  };
  const config = { compilerOptions, include: [...examples.keys()] };
  await writeFile(join(directory, "tsconfig.json"), JSON.stringify(config));
  const checking = promisify(execFile)(process.execPath, [
    join(MODULES, "typescript/bin/tsc"),
    "-p",
    directory,
  ]);
  const { stdout } = await checking.catch((error: { stdout: string }) => error);
  expect(stdout).toBe("");
});

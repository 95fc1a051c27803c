import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { COMMANDS } from "../commands.ts";
import { COMMAND_NAMES, createAsRun } from "./as-run.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rowlock-as-run-"));
  await mkdir(join(directory, ".git"));
});

afterEach(() => rm(directory, { recursive: true }));

const asRun = (text: string, env = {}) => createAsRun({ cwd: directory, env })(text);

test("createAsRun() knows every command", () => {
  expect(COMMAND_NAMES.split(" ").sort()).toEqual([...COMMANDS.keys()].sort());
});

test.each([
  ["package-lock.json", "{}", "npx rowlock dev"],
  ["pnpm-lock.yaml", "", "pnpm rowlock dev"],
  ["yarn.lock", "", "yarn rowlock dev"],
  ["bun.lock", "", "bunx rowlock dev"],
  ["package.json", '{"packageManager":"yarn@4.18.1"}', "yarn rowlock dev"],
  ["package.json", "{", "rowlock dev"],
])("createAsRun() follows %s", async (name, content, told) => {
  await writeFile(join(directory, name), content);
  expect(asRun("Start it: rowlock dev")).toBe(`Start it: ${told}`);
});

test("createAsRun() follows the repository above, else who started the program", async () => {
  const env = { npm_config_user_agent: "npm/11.0.0 node/v22.0.0" };
  expect(asRun("rowlock env", env)).toBe("npx rowlock env");
  await writeFile(join(directory, "pnpm-lock.yaml"), "");
  const below = join(directory, "apps/web");
  await mkdir(below, { recursive: true });
  expect(createAsRun({ cwd: below, env })("rowlock env")).toBe("pnpm rowlock env");
});

test("createAsRun() leaves prose, paths and what is said already", async () => {
  await writeFile(join(directory, "yarn.lock"), "");
  for (const text of [
    "neither rowlock nor another",
    "Add them to rowlock.toml",
    "npx rowlock dev",
    "node_modules/rowlock dev",
    "rowlock developers",
  ]) {
    expect(asRun(text)).toBe(text);
  }
});

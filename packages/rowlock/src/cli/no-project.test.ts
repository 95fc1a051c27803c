// Commands that need a project, in a folder that is none: a plain sentence, exit code 2, and nothing left behind.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "./run-cli.ts";

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "rowlock-none-"));
});

afterAll(() => rm(directory, { recursive: true }));

test.each([
  "prove",
  "audit",
  "protect tasks",
  "db reset",
  "keys rotate jwt-secret",
  "users list",
  "env --write .env.local --framework next",
])("rowlock %s in a folder that is no project", async (command) => {
  const stdout = new PassThrough();
  let output = "";
  stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const code = await runCli(command.split(" "), {
    stdin: new PassThrough(),
    stdout,
    stderr: stdout,
    env: {},
    cwd: directory,
    signal: new AbortController().signal,
    startedAt: 0,
    exitCode: 0,
  });
  expect(output).toMatch(/There is no project in/);
  expect(code).toBe(2);
  expect(await readdir(directory)).toEqual([]);
});

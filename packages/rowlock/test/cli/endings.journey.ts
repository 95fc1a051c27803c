// How a command ends, as a shell, a pipe or a script sees it: all of its output, one form for every error, its exit code.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TEST_ENGINE } from "../engine-under-test.ts";
import { createTestProject, type TestProject } from "./command-line.ts";

const PROGRAM = fileURLToPath(new URL("../../bin/rowlock.js", import.meta.url));

/** Enough to be found that a report of it does not fit into a pipe, which holds 64 KiB. */
const MANY = `
do $$ begin
  for i in 1..200 loop
    execute format('create table open_%s (id int primary key, user_id text)', i);
    execute format('grant select on open_%s to anon', i);
  end loop;
end $$;
`;

let project: TestProject;

beforeAll(async () => {
  project = await createTestProject();
  await project.write("supabase/migrations/20250102000000_many.sql", MANY);
  await project.run("users", "add", "ada@example.com");
  // What is judged is the database as it stands.
  await project.run("db", "reset");
});

afterAll(() => project.remove());

/** Runs a line of a shell in the project, in which `rowlock` is the built program. */
async function shell(line: string) {
  const script = `rowlock() { "${process.execPath}" "${PROGRAM}" "$@"; }; ${line}`;
  const child = spawn("bash", ["-c", script], {
    cwd: project.directory,
    env: {
      PATH: process.env.PATH,
      HOME: project.directory,
      P: `--port-base ${project.portBase}`,
      ...(TEST_ENGINE === undefined ? {} : { ROWLOCK_POSTGRES: TEST_ENGINE }),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await ended;
  return { code, stdout, stderr };
}

describe("what is read of a command", () => {
  test("all of its output, by a reader that takes its time", async () => {
    const { code, stdout } = await shell(
      "rowlock audit --json $P > whole.json; rowlock audit --json $P | { sleep 2; cat; }",
    );
    const { stdout: whole } = await shell("cat whole.json");
    expect(whole.length).toBeGreaterThan(100_000);
    expect([code, stdout.length]).toEqual([0, whole.length]);
  });

  test("no stack trace when the reader goes away, and its own exit code", async () => {
    const line = "rowlock audit --json $P | head -c 10 > /dev/null; exit $PIPESTATUS";
    expect(await shell(line)).toEqual({ code: 1, stdout: "", stderr: "" });
  });

  test("what can't be written at all is a failure", async () => {
    const { code, stderr } = await shell("rowlock env --json $P > /dev/full");
    expect([code, stderr]).toEqual([2, expect.stringContaining("could not be written")]);
  });
});

describe("an error, in a sentence and with --json as JSON too", () => {
  for (const [line, code, words] of [
    ["status --json --bogus", "USAGE", "Unknown option '--bogus'"],
    ["db --json", "USAGE", "A command is missing"],
    ["token nobody --json $P", "resource_not_found", "No user was found with id nobody"],
    ["users delete nobody --json $P", "resource_not_found", "No user was found with id nobody"],
    ["webhooks secret --json $P", "WEBHOOK_ENDPOINT_UNCLEAR", "There is no webhook endpoint"],
    ["env --json --dir nowhere", "PROJECT_NOT_FOUND", "is not a folder"],
    ["env --json $P --write nowhere/.env", "FILE_UNWRITABLE", "its folder is not there"],
    ["audit --format json $P --dir nowhere", "PROJECT_NOT_FOUND", "is not a folder"],
    ["db reset --json $P --db-url postgres://a@127.0.0.1:1/a", "DATABASE_UNREACHABLE", "reached"],
  ] as const) {
    test(`rowlock ${line}`, async () => {
      const { code: exitCode, stdout, stderr } = await shell(`rowlock ${line}`);
      const { error } = JSON.parse(stdout);
      expect([exitCode, error.code, error.message]).toEqual([
        2,
        code,
        expect.stringContaining(words),
      ]);
      expect(error.hint).toEqual(expect.any(String));
      expect(stderr).not.toMatch(/^ +at /m);
      const plain = await shell(`rowlock ${line.replace(/--json|--format json/, "")}`);
      expect([plain.code, plain.stdout]).toEqual([2, ""]);
      expect(plain.stderr.length).toBeGreaterThan(10);
    });
  }

  test("too few open files", async () => {
    const { code, stdout, stderr } = await shell("ulimit -n 20; rowlock status --json $P");
    expect([code, JSON.parse(stdout).error.code]).toEqual([2, "OPEN_FILES"]);
    expect(stderr).toContain("more open files than this shell allows (20)");
    expect(stderr).not.toMatch(/^ +at /m);
  });
});

test("--dir and the like, before the name of a subcommand and after it", async () => {
  const before = await shell("cd / && rowlock users --dir $OLDPWD $P list --json");
  const after = await shell("cd / && rowlock users list --dir $OLDPWD $P --json");
  const byDefault = await shell("cd / && rowlock users --json $P --dir $OLDPWD");
  for (const { code, stdout } of [before, after, byDefault]) {
    expect([code, JSON.parse(stdout)]).toMatchObject([0, [{ identifier: "ada@example.com" }]]);
  }
  const database = await shell("cd / && rowlock db --dir $OLDPWD $P reset --json");
  expect(database.code).toBe(0);
  expect(JSON.parse(database.stdout).migrations).toContain("20250102000000_many.sql");
  const keys = await shell("cd / && rowlock keys --dir $OLDPWD $P rotate jwt-secret --json");
  expect([keys.code, JSON.parse(keys.stdout)]).toMatchObject([0, { rotated: "jwt-secret" }]);
  // The nearer one counts.
  const both = await shell("cd / && rowlock db --dir /nowhere reset --dir $OLDPWD $P --json");
  expect(both.code).toBe(0);
});

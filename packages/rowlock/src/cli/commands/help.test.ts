import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { runCli } from "../run-cli.ts";

async function run(...args: string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  let output = "";
  for (const stream of [stdout, stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  const stdin = Object.assign(new PassThrough(), { isTTY: false });
  const code = await runCli(args, {
    ...{ stdin, stdout, stderr, env: {}, cwd: "/", startedAt: 0, exitCode: 0 },
    signal: new AbortController().signal,
  });
  return { code, output };
}

test("help says what the code of an error means and what to do, however it is written", async () => {
  for (const name of ["PORT_TAKEN", "port_taken"]) {
    const { code, output } = await run("help", name);
    expect(code).toBe(0);
    expect(output).toMatch(/^PORT_TAKEN\n {2}A port .*\n {2}→ Stop the program/);
  }
});

test("help says what a command takes, and lists them all", async () => {
  expect(await run("help", "token")).toEqual(await run("token", "--help"));
  expect(await run("help")).toEqual(await run("--help"));
});

test("help of nothing that is known is misuse", async () => {
  const { code, output } = await run("help", "NONSENSE");
  expect(code).toBe(2);
  expect(output).toContain("neither a command nor an error NONSENSE");
});

test("an error says how to ask for its page", async () => {
  expect((await run("status", "--dir", "/nowhere")).output).toContain(
    "PROJECT_NOT_FOUND, see rowlock help PROJECT_NOT_FOUND",
  );
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { claimStack, describeProcess, findRunningStack } from "./running-stack.ts";
import { openStateDirectory, type StateDirectory } from "./state-directory.ts";

const ports = { api: 1, database: 2, studio: 3, clerk: 4 };
let directory: string;
let state: StateDirectory;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rowlock-running-"));
  state = await openStateDirectory(directory);
});

afterEach(() => rm(directory, { recursive: true }));

describe("claimStack()", () => {
  test("lets one process in and tells the next where it is", async () => {
    const claim = await claimStack(state, { ports });
    await claim.update({ ready: true });
    expect(await findRunningStack(state)).toMatchObject({ ready: true, ports });
    await expect(claimStack(state, { ports })).rejects.toMatchObject({
      code: "STACK_RUNNING",
      message: expect.stringContaining(String(process.pid)),
    });
    await claim.release();
    expect(await findRunningStack(state)).toBeUndefined();
  });

  test("takes over from a killed process and ends the command it left running", async () => {
    const left = spawn("sleep", ["1000"], { detached: true });
    const exited = once(left, "exit");
    const claim = await claimStack(state, { ports });
    await claim.update({ command: describeProcess(left.pid!) });
    const stale = JSON.parse(JSON.stringify(await findRunningStack(state)));
    await writeFile(
      join(directory, "stack.json"),
      JSON.stringify({ ...stale, process: { pid: stale.process.pid, identity: "another" } }),
    );
    await claimStack(state, { ports });
    expect(await exited).toEqual([null, "SIGKILL"]);
  });

  test.each(["", "{", "{}"])("is not kept from it by a torn stack.json: %j", async (torn) => {
    await writeFile(join(directory, "stack.json"), torn);
    expect(await findRunningStack(state)).toBeUndefined();
    await claimStack(state, { ports });
    expect(await findRunningStack(state)).toMatchObject({ ports });
  });
});

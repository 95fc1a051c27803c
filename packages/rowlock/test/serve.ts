// `rowlock serve` as a process of its own, as an operator starts it: arguments, environment, signals, output.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askReady } from "../src/serve/ask-ready.ts";
import { bundleProgram } from "./program.ts";

export interface ServeProcess {
  /** Such as `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly child: ChildProcess;
  /** All that it wrote so far, to either stream. */
  output(): string;
  /** The status that /ready of its admin server gives; undefined: nobody answers. */
  readiness(): Promise<number | undefined>;
  readonly env: ServeEnvironment;
  stop(): Promise<number | null>;
}

/** A server of which nothing is known yet. */
export interface LaunchedServe extends Pick<ServeProcess, "child" | "output"> {
  /** Settles when the process has ended and all its output was read. */
  readonly ended: Promise<unknown>;
}

export interface ServeEnvironment {
  readonly [name: string]: string;
}

export interface ServeProgram {
  /** A folder for sockets and files. */
  readonly directory: string;
  /** Starts a server on a free port of loopback; resolves when it listens. */
  start(env: ServeEnvironment, args?: readonly string[]): Promise<ServeProcess>;
  /** Starts a server with just these settings, and waits for nothing. */
  launch(env: ServeEnvironment, args?: readonly string[]): LaunchedServe;
  /** Runs to the end. */
  run(env: ServeEnvironment, args?: readonly string[]): Promise<{ code: number; output: string }>;
  /** Every server must have stopped. */
  remove(): Promise<void>;
}

export async function prepareServe(): Promise<ServeProgram> {
  const directory = await mkdtemp(join(tmpdir(), "rowlock-serve-"));
  const file = await bundleProgram("rowlock", directory);
  let sockets = 0;

  function launch(env: ServeEnvironment, args: readonly string[] = []): LaunchedServe {
    const child = spawn(process.execPath, [file, "serve", ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      cwd: directory,
      env: { PATH: process.env.PATH, ...env },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    return { child, ended: once(child, "close"), output: () => output };
  }

  async function run(env: ServeEnvironment, args: readonly string[] = []) {
    const { child, ended, output } = launch(env, args);
    await ended;
    return { code: child.exitCode as number, output: output() };
  }

  return {
    directory,
    launch,
    run,
    remove: () => rm(directory, { recursive: true }),
    async start(given, args = []) {
      sockets += 1;
      const socket = join(directory, `admin-${sockets}.sock`);
      const env = {
        PGRST_SERVER_HOST: "127.0.0.1",
        PGRST_SERVER_PORT: "0",
        PGRST_ADMIN_SERVER_UNIX_SOCKET: socket,
        ...given,
      };
      const { child, ended, output } = launch(env, args);
      const url = await waitFor(output, { pattern: /listens on (http:\S+)/, ended });
      return {
        url,
        child,
        output,
        env,
        readiness: () => askReady({ host: "", port: 0, unixSocket: { path: socket, mode: 0 } }),
        async stop() {
          child.kill("SIGTERM");
          await ended;
          return child.exitCode;
        },
      };
    },
  };
}

interface Awaited {
  readonly pattern: RegExp;
  readonly ended: Promise<unknown>;
}

async function waitFor(output: () => string, { pattern, ended }: Awaited): Promise<string> {
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  for (;;) {
    const found = pattern.exec(output())?.[1];
    if (found !== undefined) return found;
    if (hasEnded) throw new Error(`The server ended: ${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Its workers' processes, the oldest first. */
export function workersOf({ child }: Pick<ServeProcess, "child">): readonly number[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  return table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, parent]) => (parent === child.pid && pid !== undefined ? [pid] : []));
}

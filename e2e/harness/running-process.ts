// A program under test: its whole output is kept for the case that something fails.
import { type ChildProcess, spawn } from "node:child_process";
import { delimiter, join } from "node:path";

export const REPOSITORY = join(import.meta.dirname, "../..");

export interface RunningProcess {
  /** What it has written so far. */
  output(): string;
  /** The exit code, once it has ended by itself or by a signal. */
  exitCode(): number | null;
  /** Asks it to end as Ctrl-C does, and waits until it has. */
  stop(): Promise<void>;
  /** Ends it without a word, as a crash does. */
  kill(): Promise<void>;
}

export interface ProgramOptions {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the built command line, as `npx rowlock` would. */
export function startRowlock({ args, env = {} }: ProgramOptions): RunningProcess {
  return startProgram({
    command: [process.execPath, join(REPOSITORY, "packages/rowlock/bin/rowlock.js"), ...args],
    directory: REPOSITORY,
    env: { ...process.env, ...env },
  });
}

export interface CommandOptions {
  readonly command: readonly [program: string, ...args: string[]];
  readonly directory: string;
  /** All of it, but for the PATH. */
  readonly env: NodeJS.ProcessEnv;
}

/** Starts a program of the PATH or of an installed package. */
export function startProgram({ command, directory, env }: CommandOptions): RunningProcess {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd: directory,
    env: { ...env, NODE_ENV: undefined, VITEST: undefined, PATH: pathWithPackages() },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  return {
    output: () => output,
    exitCode: () => child.exitCode ?? (child.signalCode ? 1 : null),
    stop: () => stop(child, ended),
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

// `rowlock dev` ends what it has started; it stays in this process group, so that Ctrl-C in a terminal reaches it too.
async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.pid === undefined) return;
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGINT");
  const force = setTimeout(() => child.kill("SIGKILL"), 20_000);
  await ended;
  clearTimeout(force);
}

function pathWithPackages(): string {
  return [join(REPOSITORY, "node_modules/.bin"), process.env.PATH ?? ""].join(delimiter);
}

// The command that `rowlock dev -- COMMAND` starts when the stack is ready, and stops with it.
// Guarantee: it never outlives the stack: its whole process group is ended, by force if it does not listen.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { delimiter, join } from "node:path";
import { rowlockError } from "../errors/registry.ts";
import type { Environment } from "../project/environment/environment.ts";

export interface ChildCommandOptions {
  readonly command: readonly [program: string, ...args: string[]];
  readonly directory: string;
  readonly environment: Environment;
  /** How long the command has to end by itself, in milliseconds. */
  readonly grace?: number;
}

export interface ChildCommand {
  readonly pid: number;
  /** The exit code, 128 + signal's number when a signal ended it. */
  readonly exited: Promise<number>;
  stop(): Promise<void>;
}

/** @throws COMMAND_NOT_FOUND */
export async function startChildCommand(options: ChildCommandOptions): Promise<ChildCommand> {
  const { command, directory, environment, grace = 5000 } = options;
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd: directory,
    env: { ...process.env, ...environment, PATH: pathWithBin(directory) },
    stdio: "inherit",
    detached: true,
  });
  const exited = exitOf(child);
  try {
    await once(child, "spawn");
  } catch (cause) {
    throw rowlockError("COMMAND_NOT_FOUND", {
      message: `The command "${program}" can't be started: ${(cause as NodeJS.ErrnoException).code}`,
      hint: "What stands after -- must be a program on the PATH or in node_modules/.bin",
      cause,
    });
  }
  return { pid: child.pid ?? 0, exited, stop: () => stopGroup({ child, exited, grace }) };
}

function pathWithBin(directory: string): string {
  return [join(directory, "node_modules", ".bin"), process.env.PATH ?? ""].join(delimiter);
}

function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 143)));
    child.once("error", () => resolve(127));
  });
}

interface Group {
  readonly child: ChildProcess;
  readonly exited: Promise<number>;
  readonly grace: number;
}

async function stopGroup({ child, exited, grace }: Group): Promise<void> {
  signalGroup(child, "SIGTERM");
  const timer = setTimeout(() => signalGroup(child, "SIGKILL"), grace);
  await exited;
  clearTimeout(timer);
  signalGroup(child, "SIGKILL");
}

/** The group has the child's pid as its number, since it was started detached. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The whole group is gone already.
  }
}

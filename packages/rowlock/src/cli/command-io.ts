// What a command may touch of the world: its streams, environment and folder, and the exit code that it leaves.
import { Command, InvalidArgumentError, Option } from "commander";
import { createOutput, type Output, type Stream } from "./output/output.ts";

/** 0 fine, 1 findings, 2 misuse or failure, 3 not decided. A command that `dev` started passes its own code on. */
export type ExitCode = number;

export interface CommandIo {
  /** Where people answer questions: only when it is a terminal. */
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: Stream & NodeJS.WritableStream;
  readonly stderr: Stream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Aborted when the process is told to end (Ctrl-C, SIGTERM). */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970 when the process began. */
  readonly startedAt: number;
  exitCode: ExitCode;
}

/** The options that every command on a project takes. */
export interface ProjectOptions {
  readonly dir: string;
  readonly portBase?: number;
  readonly json?: boolean;
}

/** Gives a command on a project `--dir`, `--port-base` and `--json`. */
export function onProject(command: Command): Command {
  return command
    .option("--dir <path>", "the project's folder", ".")
    .addOption(portBaseOption())
    .option("--json", "the result as JSON on stdout");
}

/** The same for a command that holds others. What it is given before the name of one of them, that one gets. */
export function groupOnProject(command: Command): Command {
  return onProject(command)
    .enablePositionalOptions()
    .hook("preSubcommand", (group, subcommand) => {
      for (const [option, value] of Object.entries(group.opts())) {
        const source = group.getOptionValueSource(option);
        if (source === "cli") subcommand.setOptionValueWithSource(option, value, source);
      }
    });
}

/** A command on a project, as one of a group. */
export function projectCommand(name: string, summary: string): Command {
  return onProject(new Command(name).description(summary));
}

function portBaseOption(): Option {
  return new Option(
    "--port-base <n>",
    "move the ports: API n, PostgreSQL n+1, Studio n+2, Clerk n+10",
  ).argParser(parsePort);
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_525) return port;
  throw new InvalidArgumentError("Expected a port number from 1 to 65525.");
}

export function outputOf(io: CommandIo, options: { readonly json?: boolean }): Output {
  return createOutput({
    stdout: io.stdout,
    stderr: io.stderr,
    env: io.env,
    cwd: io.cwd,
    json: options.json === true,
  });
}

// The command line as a function: arguments and streams in, exit code out. One place gives every error its form.
import { Command, CommanderError } from "commander";
import { VERSION } from "../config/version.ts";
import { PostgresError } from "../database/postgres-error.ts";
import { toDatabaseError } from "../database/to-database-error.ts";
import { rowlockError } from "../errors/registry.ts";
import type { CommandIo, ExitCode } from "./command-io.ts";
import { COMMANDS } from "./commands.ts";
import { createOutput } from "./output/output.ts";

const MISUSE = 2;

/** Runs one command to its end and gives the exit code. Never throws. */
export async function runCli(argv: readonly string[], io: CommandIo): Promise<ExitCode> {
  const program = new Command("rowlock")
    .description(
      "Clerk sign-in and Supabase rows on one machine, offline. Each sees only their own.",
    )
    .version(VERSION, "-v, --version")
    // The arguments of a command are not known before its file is read.
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .showSuggestionAfterError()
    .showHelpAfterError("(add --help for what it takes)");
  for (const [name, { summary }] of COMMANDS) {
    program.addCommand(new Command(name).description(summary));
  }
  try {
    await fillCalled(program, { argv, io });
    for (const command of withSubcommands(program)) {
      command.exitOverride().configureOutput({
        writeOut: (text) => void io.stdout.write(text),
        writeErr: (text) => void io.stderr.write(text),
      });
    }
    await program.parseAsync(argv, { from: "user" });
    return io.exitCode;
  } catch (error) {
    const output = createOutput({ ...io, json: wantsJson(argv) });
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      // Commander has said it in its own words, with the usage.
      if (output.isJson) output.json({ error: usageError(error) });
      return MISUSE;
    }
    output.failure(toCommandError(error));
    return MISUSE;
  }
}

const DISK_FULL = "53100";

/** What PostgreSQL said is no surprise, wherever in a command it came from. */
function toCommandError(error: unknown): unknown {
  const known = toDatabaseError(error);
  if (!(known instanceof PostgresError) || known.code !== DISK_FULL) return known;
  return rowlockError("DISK_FULL", {
    message: `The disk that holds the database is full: ${known.message}`,
    hint: "Free some space and run it again; what is in the database is kept",
    cause: known,
  });
}

/** Whether the result was to be JSON; also where the arguments are none that can be understood. */
function wantsJson(argv: readonly string[]): boolean {
  const [own = ""] = ` ${argv.join(" ")} `.split(" -- ");
  return / (--json|--format[ =]json) /.test(`${own} `);
}

function usageError({ code, message }: CommanderError) {
  const told = code === "commander.help" ? "A command is missing" : message;
  return { code: "USAGE", message: capitalize(told.replace(/^error: /, "")), hint: "Add --help" };
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

interface Called {
  readonly argv: readonly string[];
  readonly io: CommandIo;
}

/** Gives the command that is called its words and its work; the others stay names in a list. */
async function fillCalled(program: Command, { argv, io }: Called): Promise<void> {
  // The program's own options take no values, so the first other word is the command's name.
  const [name, topic] = argv.filter((word) => !word.startsWith("-"));
  for (const command of program.commands) {
    const isCalled = command.name() === name || (name === "help" && command.name() === topic);
    if (!isCalled) continue;
    const fill = await COMMANDS.get(command.name())?.load();
    fill?.(command, io);
  }
}

function withSubcommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

// rowlock dev: everything, until Ctrl-C or the end of the command that it was given.
import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { studioPolicy } from "../../policy-commands/studio-policy.ts";
import { openProject } from "../../project/open-project.ts";
import { type DevEvent, runDev } from "../../stack/run-dev.ts";
import { type CommandIo, onProject, outputOf, type ProjectOptions } from "../command-io.ts";
import { printBanner } from "../output/banner.ts";
import type { Output, Progress } from "../output/output.ts";

interface DevOptions extends ProjectOptions {
  readonly dbUrl?: string;
  readonly yes?: boolean;
  /** Seconds. */
  readonly clockOffset: number;
}

export function devCommand(command: Command, io: CommandIo): void {
  onProject(command)
    .argument("[command...]", "started when ready, with the environment in place; stops with it")
    .option("--db-url <url>", "the app's database elsewhere, as its owner's URL")
    .option("--yes", "migrate and seed a database that is not on this machine")
    .addOption(clockOffsetOption())
    .action(async (command: string[], options: DevOptions) => {
      const opened = await openProject({
        mayBeNew: true,
        directory: resolve(io.cwd, options.dir),
        env: io.env,
        portBase: options.portBase,
        databaseUrl: options.dbUrl,
      });
      const output = outputOf(io, options);
      const progress = output.progress("Starting PostgreSQL");
      const [program, ...args] = command;
      io.exitCode = await runDev({
        signal: io.signal,
        startedAt: io.startedAt,
        opened,
        command: program === undefined ? undefined : [program, ...args],
        databaseUrl: options.dbUrl,
        allowRemote: options.yes === true,
        studioPolicy,
        clock: () => Date.now() + options.clockOffset * 1000,
        onEvent: (event) => tell(event, { output, progress }),
      });
    });
}

/** For tests of what time does to tokens. `rowlock serve` has nothing like it: there the machine's clock counts. */
function clockOffsetOption(): Option {
  return new Option("--clock-offset <seconds>", "let the stack's clock run ahead, or behind")
    .default(0)
    .argParser((text) => {
      if (/^-?\d{1,9}$/.test(text)) return Number(text);
      throw new InvalidArgumentError("Expected a whole number of seconds.");
    })
    .hideHelp();
}

interface Telling {
  readonly output: Output;
  readonly progress: Progress;
}

function tell(event: DevEvent, { output, progress }: Telling): void {
  switch (event.kind) {
    case "step":
      progress.update(event.text);
      break;
    case "notice":
      progress.end();
      output.warn(event.text);
      break;
    case "migrated":
      progress.end();
      for (const name of event.migrations) output.done(`Applied ${name}`);
      for (const path of event.seeds) output.done(`Seeded from ${path}`);
      break;
    case "ready":
      progress.end();
      if (output.isJson) output.json(event.summary);
      else printBanner(output, event.summary);
      break;
    case "app":
      output.note(`Starting the app: ${event.name}`);
      break;
    case "message":
      output.note(
        event.channel === "sms"
          ? `SMS to ${event.to}: ${event.text}`
          : `Email to ${event.to}: ${event.subject} ${event.text}`,
      );
      break;
    case "problem":
      progress.end();
      output.error(event.error);
      break;
    case "stopping":
      progress.end();
      output.line("Stopping");
      break;
  }
}

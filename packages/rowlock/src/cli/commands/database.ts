// rowlock db: the app's database. `db reset` builds it again from migrations and seeds.
import { resolve } from "node:path";
import type { Command } from "commander";
import { openProject } from "../../project/open-project.ts";
import { resetAppDatabase } from "../../stack/reset-app-database.ts";
import {
  type CommandIo,
  groupOnProject,
  outputOf,
  type ProjectOptions,
  projectCommand,
} from "../command-io.ts";

interface ResetCommandOptions extends ProjectOptions {
  readonly dbUrl?: string;
  readonly users?: boolean;
  readonly yes?: boolean;
}

export function databaseCommand(command: Command, io: CommandIo): void {
  groupOnProject(command).addCommand(resetCommand(io));
}

function resetCommand(io: CommandIo): Command {
  return projectCommand("reset", "build the app's database again from migrations and seeds")
    .option("--users", "delete everybody too, and make those of rowlock.toml again")
    .option("--db-url <url>", "the app's database elsewhere, as its owner's URL")
    .option("--yes", "reset a database that is not on this machine")
    .action(async (options: ResetCommandOptions) => {
      const output = outputOf(io, options);
      const opened = await openProject({
        directory: resolve(io.cwd, options.dir),
        env: io.env,
        portBase: options.portBase,
        databaseUrl: options.dbUrl,
      });
      const progress = output.progress("Resetting the database");
      const result = await resetAppDatabase({
        opened,
        databaseUrl: options.dbUrl,
        allowRemote: options.yes === true,
        users: options.users === true,
        signal: io.signal,
        onNotice: output.warn,
      }).finally(() => progress.end());
      if (output.isJson) {
        output.json(result);
        return;
      }
      for (const name of result.migrations) output.done(`Applied ${name}`);
      for (const path of result.seeds) output.done(`Seeded from ${path}`);
      output.done("The database is as its migrations and seeds make it");
      if (options.users !== true) output.note("People were kept; --users deletes them too");
    });
}

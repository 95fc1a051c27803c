// rowlock protect: makes a table safe, as one migration: owner column, policies, grants, index.
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { withClient } from "../../database/pool/with-client.ts";
import { type Protection, protectTables } from "../../policy/protect/protect-tables.ts";
import {
  intentOf,
  type ProtectArguments,
  type ProtectShape,
  readProtectShape,
} from "../../policy/protect/shape.ts";
import { declareIntent } from "../../policy-commands/declare-intent.ts";
import type { OpenedProject } from "../../project/open-project.ts";
import { openProject } from "../../project/open-project.ts";
import { writeMigration } from "../../project/write-migration.ts";
import { migrate } from "../../stack/migrate.ts";
import { withDatabases } from "../../stack/with-databases.ts";
import { type CommandIo, outputOf, type ProjectOptions, projectCommand } from "../command-io.ts";
import type { Output } from "../output/output.ts";

interface ProtectOptions extends ProjectOptions, ProtectArguments {
  readonly dbUrl?: string;
  readonly dryRun?: boolean;
}

export function protectCommand(io: CommandIo): Command {
  return projectCommand("protect", "give a table an owner, policies, grants and an index")
    .argument("<table...>", "tables, as name or schema.name")
    .addOption(new Option("--owner <kind>", "whose a row is: user or org (default: user)"))
    .option(
      "--personal",
      "with --owner org: rows belong to the user when no organization is active",
    )
    .option("--member-of <table>", "whose a row is: the members of a group, kept in that table")
    .option(
      "--owner-through <table.column>",
      "whose a row is: the user whom it names in that table, such as users.clerk_user_id",
    )
    .option("--column <name>", "the column that says whose a row is")
    .option("--read <who>", "who may see: owner, authenticated or public (default: owner)")
    .option("--write <who>", "who may change: owner, none or role:NAME (default: owner)")
    .option("--native", "policies on auth.jwt() alone, without a function")
    .option("--existing-owner <id>", "who gets the rows that are there already")
    .option("--existing <what>", "keep-hidden: rows that are there already stay, seen by nobody")
    .option("--replace", "drop other policies that let more through")
    .option("--db-url <url>", "read the table there, write the migration, change nothing")
    .option("--dry-run", "print the SQL only")
    .action((tables: string[], options: ProtectOptions) => runProtect(tables, options, io));
}

async function runProtect(
  tables: readonly string[],
  options: ProtectOptions,
  io: CommandIo,
): Promise<void> {
  const output = outputOf(io, options);
  const shape = readProtectShape(options);
  const opened = await openProject({
    directory: resolve(io.cwd, options.dir),
    env: io.env,
    portBase: options.portBase,
  });
  const dryRun = options.dryRun === true;
  const context = { opened, output, shape, tables, dryRun, signal: io.signal };
  if (options.dbUrl === undefined) await protectLocally(context);
  else {
    const protection = await withClient(options.dbUrl, (client) =>
      protectTables(client, tables, shape),
    );
    await finish(protection, context);
  }
}

interface ProtectContext {
  readonly opened: OpenedProject;
  readonly output: Output;
  readonly shape: ProtectShape;
  readonly tables: readonly string[];
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

/** Brings the database up to the files first, and to the new one at the end, as `dev` would. */
async function protectLocally(context: ProtectContext): Promise<void> {
  const { opened, output, shape, tables, dryRun, signal } = context;
  const onNotice = output.warn;
  await withDatabases({ opened, onNotice }, async ({ urls }) => {
    const { project } = opened;
    const update = () =>
      migrate({
        project,
        connectionString: urls.owner,
        login: urls.login,
        allowRemote: false,
        onNotice,
        signal,
      });
    if (!dryRun) await update();
    const protection = await withClient(urls.owner, (client) =>
      protectTables(client, tables, shape),
    );
    await finish(protection, context, async () => void (await update()));
  });
}

async function finish(
  protection: Protection,
  { opened, output, shape, dryRun }: ProtectContext,
  apply?: () => Promise<void>,
): Promise<void> {
  const { tables, migration, name, steps } = protection;
  const needed = migration !== "";
  const path =
    needed && !dryRun
      ? await writeMigration(opened.project, { name, text: migration, now: new Date() })
      : null;
  if (path !== null) await apply?.();
  const { declared, differing } = dryRun
    ? { declared: [], differing: [] }
    : await declareIntent(opened.project, tables, intentOf(shape));
  if (output.isJson) {
    output.json({
      tables,
      migration: path,
      sql: migration,
      applied: path !== null && !!apply,
      declared,
    });
    return;
  }
  if (dryRun)
    output.line(needed ? migration.trimEnd() : `-- ${tables.join(", ")}: nothing is missing`);
  else if (path === null) output.done(`${tables.join(", ")}: nothing is missing`);
  else {
    output.done(`Wrote ${path}`);
    for (const { purpose } of steps) if (purpose !== undefined) output.note(purpose);
    output.done(
      apply === undefined ? "The database named was only read" : "Applied it to the database",
    );
  }
  for (const table of differing) {
    output.warn(`rowlock.toml declares something else of ${table}; prove goes by what is there`);
  }
  if (declared.length > 0)
    output.done(`Declared in rowlock.toml who may read and write ${declared.join(", ")}`);
}

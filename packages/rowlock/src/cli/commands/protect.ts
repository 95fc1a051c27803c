// rowlock protect: makes a table safe, as one migration: owner column, policies, grants, index. Or a bucket: its policies.
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { rowlockError } from "../../errors/registry.ts";
import { type ProtectArguments, readProtectShape } from "../../policy/protect/shape.ts";
import {
  type ProjectProtection,
  type ProtectTarget,
  protectProject,
} from "../../policy-commands/protect-project.ts";
import { openProject } from "../../project/open-project.ts";
import { type CommandIo, onProject, outputOf, type ProjectOptions } from "../command-io.ts";
import type { Output } from "../output/output.ts";

interface ProtectOptions extends ProjectOptions, ProtectArguments {
  readonly dbUrl?: string;
  readonly dryRun?: boolean;
  readonly bucket?: string;
}

export function protectCommand(command: Command, io: CommandIo): void {
  onProject(command)
    .argument("[table...]", "tables, as name or schema.name")
    .option("--bucket <name>", "in place of tables: the files of a bucket of Storage")
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
    .option("--realtime", "Realtime tells of the table's changes, to each of the rows they may see")
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
  const target = readTarget(tables, options.bucket);
  const shape = readProtectShape(options);
  const opened = await openProject({
    directory: resolve(io.cwd, options.dir),
    env: io.env,
    portBase: options.portBase,
  });
  const { dbUrl: databaseUrl, dryRun = false } = options;
  const protection = await protectProject({
    opened,
    target,
    shape,
    databaseUrl,
    dryRun,
    onNotice: output.warn,
    signal: io.signal,
  });
  if (output.isJson) output.json(asJson(protection));
  else show(protection, { output, dryRun });
}

function readTarget(tables: readonly string[], bucket: string | undefined): ProtectTarget {
  if (bucket === undefined && tables.length > 0) return { tables };
  if (bucket !== undefined && tables.length === 0) return { bucket };
  throw rowlockError("USAGE", {
    message: bucket === undefined ? "Nothing to protect was named" : "Tables and a bucket at once",
    hint: "Name tables, or one bucket with --bucket NAME",
  });
}

function asJson({ protection, migration, applied, declared }: ProjectProtection) {
  const { tables, migration: sql } = protection;
  return { tables, migration, sql, applied, declared };
}

function show(
  { protection, migration, applied, declared, differing }: ProjectProtection,
  { output, dryRun }: { readonly output: Output; readonly dryRun: boolean },
): void {
  const { title, migration: sql, steps } = protection;
  if (dryRun) output.line(sql === "" ? `-- ${title}: nothing is missing` : sql.trimEnd());
  else if (migration === null) output.done(`${title}: nothing is missing`);
  else {
    output.done(`Wrote ${migration}`);
    for (const { purpose } of steps) if (purpose !== undefined) output.note(purpose);
    output.done(applied ? "Applied it to the database" : "The database named was only read");
  }
  for (const table of differing) {
    output.warn(`rowlock.toml declares something else of ${table}; prove goes by what is there`);
  }
  if (declared.length > 0)
    output.done(`Declared in rowlock.toml who may read and write ${declared.join(", ")}`);
}

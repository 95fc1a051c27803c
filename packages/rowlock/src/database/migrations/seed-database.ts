// Fills a database with a project's seed files, each once: what ran is recorded, with its hash, where the Supabase CLI
// records it. A file that changed since is reported and not run again, since its rows are there already and some would
// be doubled; a reset runs it anew.
import type pg from "pg";
import { ensureHistory, readSeedHistory, recordSeed } from "./history.ts";
import { type AbsentExtensionsRule, type PassingOver, startPassingOver } from "./passed-over.ts";
import { readStatements } from "./read-statements.ts";
import { refuseRemote } from "./remote-guard.ts";
import { runScript } from "./run-script.ts";
import { findScriptFiles, type ScriptFile } from "./script-files.ts";
import { type MigratorOptions, withMigrator } from "./with-migrator.ts";

export interface SeedDatabaseOptions extends MigratorOptions {
  /** The project's `supabase` folder. */
  readonly supabaseDirectory: string;
  /** `[db.seed] sql_paths`, relative to that folder. */
  readonly paths: readonly string[];
  /** True: also a database that is not on this machine. */
  readonly allowRemote?: boolean | undefined;
  /** Told of each file before it runs. */
  readonly onSeed?: ((path: string) => void) | undefined;
  /** What to do where a seed needs an extension that is not there. Default: refuse. */
  readonly absentExtensions?: AbsentExtensionsRule | undefined;
  /** Told, in a sentence, of files that changed after they ran and of patterns that name none. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/** Gives the paths that ran. @throws ScriptError (`SEED_FAILED`), STATEMENT_TOO_LARGE, MIGRATION_CANCELLED, DATABASE_REMOTE, DATABASE_UNREACHABLE */
export async function seedDatabase(options: SeedDatabaseOptions): Promise<readonly string[]> {
  const { files, unmatched } = await findScriptFiles(options.supabaseDirectory, options.paths);
  for (const pattern of unmatched.filter((one) => one !== DEFAULT_SEED)) {
    options.onNotice?.(`No seed file is named ${pattern}, as [db.seed] sql_paths says`);
  }
  if (files.length === 0) return [];
  refuseRemote(options);
  return withMigrator(options, async (client) => {
    const history = await readSeedHistory(client);
    const pending = files.filter(({ path }) => !history.has(path));
    for (const { path, hash } of files) {
      const changed = history.has(path) && history.get(path) !== hash;
      if (changed)
        options.onNotice?.(`${path} changed after it ran; rowlock db reset runs it anew`);
    }
    if (pending.length > 0) await ensureHistory(client);
    const passing = await startPassingOver(client, options);
    for (const file of pending) {
      options.onSeed?.(file.path);
      await seed(file, {
        client,
        signal: options.signal,
        passing,
        onNotice: options.onNotice,
      });
    }
    return pending.map(({ path }) => path);
  });
}

/** The CLI's default, which a project need not have. */
const DEFAULT_SEED = "./seed.sql";

interface SeedOptions
  extends Pick<MigratorOptions, "signal">,
    Pick<SeedDatabaseOptions, "onNotice"> {
  readonly client: pg.ClientBase;
  readonly passing: PassingOver | undefined;
}

function seed(file: ScriptFile, options: SeedOptions): Promise<void> {
  return runScript(
    { path: file.path, statements: readStatements(file) },
    {
      ...options,
      failureCode: "SEED_FAILED",
      record: () => recordSeed(options.client, file),
    },
  );
}

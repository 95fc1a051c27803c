// Fills a database with a project's seed files, each once: what ran is recorded, with its hash, where the Supabase CLI
// records it. A file that changed since is reported and not run again, since its rows are there already and some would
// be doubled; a reset runs it anew.
import type pg from "pg";
import { ensureHistory, readSeedHistory, recordSeed } from "./history.ts";
import { type AbsentExtensionsRule, type PassingOver, startPassingOver } from "./passed-over.ts";
import { refuseRemote } from "./remote-guard.ts";
import { runScript } from "./run-script.ts";
import { readSeedFiles, type SeedFile } from "./seed-files.ts";
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
  /** Told, in a sentence, of files that changed after they ran. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/** Gives the paths that ran. @throws ScriptError (`SEED_FAILED`), MIGRATION_CANCELLED, DATABASE_REMOTE, DATABASE_UNREACHABLE */
export async function seedDatabase(options: SeedDatabaseOptions): Promise<readonly string[]> {
  const files = await readSeedFiles(options.supabaseDirectory, options.paths);
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
      await seed(file, { client, signal: options.signal, passing });
    }
    return pending.map(({ path }) => path);
  });
}

interface SeedOptions extends Pick<MigratorOptions, "signal"> {
  readonly client: pg.ClientBase;
  readonly passing: PassingOver | undefined;
}

function seed(file: SeedFile, options: SeedOptions): Promise<void> {
  return runScript(file, {
    ...options,
    failureCode: "SEED_FAILED",
    record: () => recordSeed(options.client, file),
  });
}

// Keeps the app's database up to the project's files while they change.
import { watch } from "chokidar";
import { hasCode } from "../errors/registry.ts";
import { type MigrateOptions, type MigrateResult, migrate } from "./migrate.ts";

export interface WatchMigrationsOptions extends Omit<MigrateOptions, "signal"> {
  readonly onApplied: (result: MigrateResult) => void;
  readonly onError: (error: unknown) => void;
}

export interface MigrationWatch {
  close(): Promise<void>;
}

/** How long the files must be quiet, so that a file is not read while an editor still writes it. */
const QUIET_MS = 150;

/** Applies what changes under supabase/, one run after the other; on return no change is missed, a first file neither. */
export async function watchMigrations(options: WatchMigrationsOptions): Promise<MigrationWatch> {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const closing = new AbortController();

  async function run(): Promise<void> {
    try {
      const result = await migrate({ ...options, signal: closing.signal });
      if (result.migrations.length + result.seeds.length > 0) options.onApplied(result);
    } catch (error) {
      // Rowlock was told to end while it migrated: nothing failed.
      const isCancelled = hasCode(error, "MIGRATION_CANCELLED");
      if (isCancelled) options.onNotice(`${error.message}. ${error.hint}`);
      else options.onError(error);
    }
  }

  function schedule(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(run);
    }, QUIET_MS);
  }

  const watcher = watch(options.project.supabaseDirectory, {
    ignoreInitial: true,
    ignored: [
      (path, stats) => stats?.isFile() === true && !path.endsWith(".sql"),
      /[/\\](\.[^/\\]*|node_modules)$/,
    ],
  });
  watcher.on("all", schedule).on("error", options.onError);
  await new Promise<void>((resolve) => watcher.once("ready", resolve));
  return {
    async close() {
      await watcher.close();
      clearTimeout(timer);
      closing.abort();
      await running;
    },
  };
}

// Brings the app's database up to the project's files, and keeps it there while they change.
import { basename } from "node:path";
import { watch } from "chokidar";
import type { Project } from "../config/project.ts";
import { applyMigrations } from "../database/migrations/apply-migrations.ts";
import { seedDatabase } from "../database/migrations/seed-database.ts";
import { withClient } from "../database/pool/with-client.ts";
import { grantExtraRoles } from "../database/roles/grant-extra-roles.ts";
import { RowlockError } from "../errors/rowlock-error.ts";

export interface MigrateOptions {
  readonly project: Project;
  /** The owner's connection string. */
  readonly connectionString: string;
  /** The login of requests, which becomes a member of the configured roles. */
  readonly login: string;
  readonly allowRemote: boolean;
  readonly onNotice: (notice: string) => void;
  /** Aborted when Rowlock is told to end. */
  readonly signal?: AbortSignal | undefined;
}

export interface MigrateResult {
  /** File names, in their order; roles.sql and files of a declarative schema by their paths. */
  readonly migrations: readonly string[];
  readonly seeds: readonly string[];
}

/** What of a project's configuration says how its schema is made. */
export function schemaSources({ supabase, rowlock, supabaseDirectory }: Project) {
  const { enabled, schema_paths: schemaPaths } = supabase.db.migrations;
  return {
    supabaseDirectory,
    enabled,
    schemaPaths,
    absentExtensions: rowlock.db.absent_extensions,
    autoExposeNewTables: supabase.api.auto_expose_new_tables,
  };
}

/** Applies pending migrations, then seeds that have not run. @throws MIGRATION_CANCELLED, and what applyMigrations and seedDatabase throw */
export async function migrate(options: MigrateOptions): Promise<MigrateResult> {
  const { project } = options;
  const { seed } = project.supabase.db;
  const { vaultSecrets } = project;
  const shared = { ...options, ...schemaSources(project) };
  const { migrations, files } = await applyMigrations({ ...shared, vaultSecrets });
  if (migrations.length + files.length > 0) await grantConfiguredRoles(options);
  const seeds = seed.enabled ? await seedDatabase({ ...shared, paths: seed.sql_paths }) : [];
  return { migrations: [...files, ...migrations.map(({ path }) => basename(path))], seeds };
}

/** Migrations may have made the roles that rowlock.toml names; on a server by URL their login has a name of its own. */
async function grantConfiguredRoles({
  project,
  connectionString,
  login,
}: MigrateOptions): Promise<void> {
  const { roles } = project.rowlock.clerk;
  if (roles.length === 0) return;
  await withClient(connectionString, (client) => grantExtraRoles(client, { login, roles }));
}

/** Rowlock was told to end while it migrated: nothing failed. */
export function isCancelled(error: unknown): error is RowlockError {
  return error instanceof RowlockError && error.code === "MIGRATION_CANCELLED";
}

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
      if (isCancelled(error)) options.onNotice(`${error.message}. ${error.hint}`);
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

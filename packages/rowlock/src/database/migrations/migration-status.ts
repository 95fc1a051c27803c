// What stands between the folder of migrations and the database: data, for a command line or a page to show.
import { withClient } from "../pool/with-client.ts";
import { type AppliedMigration, readHistory } from "./history.ts";
import {
  fingerprintMigration,
  fingerprintStatements,
  type LocalMigration,
  readLocalMigrations,
} from "./local-migrations.ts";

export interface MigrationStatus {
  readonly applied: readonly AppliedMigration[];
  /** Yet to be applied, in their order; those of `outOfOrder` among them. */
  readonly pending: readonly LocalMigration[];
  /** Pending, but older than one that was applied. */
  readonly outOfOrder: readonly LocalMigration[];
  /** Applied, but gone from the folder. */
  readonly missing: readonly AppliedMigration[];
  /** Changed in the folder since they were applied. */
  readonly edited: readonly LocalMigration[];
  /** Files that are not named like a migration. */
  readonly skipped: readonly string[];
}

export interface MigrationSource {
  /** Of the app's database, by its owner. */
  readonly connectionString: string;
  /** The project's `supabase` folder. */
  readonly supabaseDirectory: string;
}

/** @throws MIGRATION_DUPLICATE, DATABASE_UNREACHABLE */
export async function readMigrationStatus(source: MigrationSource): Promise<MigrationStatus> {
  return withClient(source.connectionString, async (client) =>
    compareMigrations(
      await readLocalMigrations(source.supabaseDirectory),
      await readHistory(client),
    ),
  );
}

export function compareMigrations(
  local: {
    readonly migrations: readonly LocalMigration[];
    readonly skipped: readonly string[];
  },
  applied: readonly AppliedMigration[],
): MigrationStatus {
  const byVersion = new Map(applied.map((migration) => [migration.version, migration]));
  const versions = new Set(local.migrations.map(({ version }) => version));
  const pending = local.migrations.filter(({ version }) => !byVersion.has(version));
  const newest = applied.at(-1)?.version ?? "";
  return {
    applied,
    pending,
    outOfOrder: pending.filter(({ version }) => version < newest),
    missing: applied.filter(({ version }) => !versions.has(version)),
    edited: local.migrations.filter((migration) => {
      const statements = byVersion.get(migration.version)?.statements ?? null;
      return (
        statements !== null && fingerprintStatements(statements) !== fingerprintMigration(migration)
      );
    }),
    skipped: local.skipped,
  };
}

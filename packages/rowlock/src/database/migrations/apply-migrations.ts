// Brings a database up to the folder of migrations: each in its own transaction, recorded in the same one.
// Guarantees one migrator at a time, and a database as it was before a migration that fails.
// Refuses, as the Supabase CLI does, a folder that lacks what was applied and one that would apply the past.
import type pg from "pg";
import { rowlockError } from "../../errors/registry.ts";
import { exposeNewTables } from "./expose-new-tables.ts";
import { ensureHistory, readHistory, recordMigration } from "./history.ts";
import { type LocalMigration, readLocalMigrations } from "./local-migrations.ts";
import {
  compareMigrations,
  type MigrationSource,
  type MigrationStatus,
} from "./migration-status.ts";
import { type AbsentExtensionsRule, type PassingOver, startPassingOver } from "./passed-over.ts";
import { refuseRemote } from "./remote-guard.ts";
import { runScript } from "./run-script.ts";
import { type MigratorOptions, withMigrator } from "./with-migrator.ts";

export interface ApplyMigrationsOptions extends MigrationSource, Pick<MigratorOptions, "signal"> {
  /** True: also a database that is not on this machine. */
  readonly allowRemote?: boolean | undefined;
  /** True: also migrations older than one that was applied. */
  readonly includeOutOfOrder?: boolean | undefined;
  /** Told of each migration before it runs. */
  readonly onMigration?: ((migration: LocalMigration) => void) | undefined;
  /** `[api] auto_expose_new_tables`: true grants what the migrations of a new database make to requests at once. */
  readonly autoExposeNewTables?: boolean | undefined;
  /** What to do where a migration asks for an extension that is not there. Default: refuse. */
  readonly absentExtensions?: AbsentExtensionsRule | undefined;
  /** Told, in a sentence, of files passed over and of migrations edited after they were applied. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/**
 * Gives what was applied.
 * @throws ScriptError (`MIGRATION_FAILED`), MIGRATION_CANCELLED, MIGRATION_MISSING, MIGRATION_OUT_OF_ORDER,
 * MIGRATION_DUPLICATE, DATABASE_REMOTE, DATABASE_UNREACHABLE
 */
export async function applyMigrations(
  options: ApplyMigrationsOptions,
): Promise<readonly LocalMigration[]> {
  refuseRemote(options);
  return withMigrator(options, async (client) => {
    // Under the lock: whoever holds it may be writing a file and its record.
    const local = await readLocalMigrations(options.supabaseDirectory);
    const history = await readHistory(client);
    const status = compareMigrations(local, history);
    sayWhatIsOdd(status, options);
    refuseDivergence(status, options);
    if (history.length === 0) await exposeNewTables(client, options);
    if (status.pending.length > 0) await ensureHistory(client);
    const passing = await startPassingOver(client, options);
    for (const migration of status.pending) {
      options.onMigration?.(migration);
      await apply(migration, { client, signal: options.signal, passing });
    }
    return status.pending;
  });
}

interface ApplyOptions extends Pick<MigratorOptions, "signal"> {
  readonly client: pg.ClientBase;
  readonly passing: PassingOver | undefined;
}

async function apply(migration: LocalMigration, options: ApplyOptions): Promise<void> {
  const { version, name } = migration;
  const { client } = options;
  await runScript(migration, {
    ...options,
    failureCode: "MIGRATION_FAILED",
    record: (statements) =>
      recordMigration(client, { version, name, statements: statements.map(({ text }) => text) }),
  });
}

function sayWhatIsOdd(status: MigrationStatus, { onNotice }: ApplyMigrationsOptions): void {
  for (const name of status.skipped) {
    onNotice?.(
      `supabase/migrations/${name} is passed over: a migration is named <timestamp>_name.sql`,
    );
  }
  for (const { path } of status.edited) {
    onNotice?.(`${path} was edited after it was applied; rowlock db reset applies it anew`);
  }
}

function refuseDivergence(status: MigrationStatus, options: ApplyMigrationsOptions): void {
  if (status.missing.length > 0) {
    const names = status.missing.map(({ version, name }) => `${version}_${name}.sql`);
    throw rowlockError("MIGRATION_MISSING", {
      message: "The database has migrations that supabase/migrations lacks",
      hint: "Bring the files back, or run rowlock db reset to begin with the ones that are there",
      details: names.join(", "),
    });
  }
  if (status.outOfOrder.length > 0 && options.includeOutOfOrder !== true) {
    throw rowlockError("MIGRATION_OUT_OF_ORDER", {
      message: "There are new migrations that are older than one that was applied",
      hint: "Give them a newer timestamp, or run rowlock db reset to apply all in their order",
      details: status.outOfOrder.map(({ path }) => path).join(", "),
    });
  }
}

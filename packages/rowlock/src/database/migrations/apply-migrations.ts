// Brings a database up to the folder of migrations: each in its own transaction, recorded in the same one.
// Guarantees one migrator at a time, and a database as it was before a migration that fails.
// Refuses, as the Supabase CLI does, a folder that lacks what was applied and one that would apply the past.
import type pg from "pg";
import { rowlockError } from "../../errors/registry.ts";
import { exposeNewTables } from "./expose-new-tables.ts";
import { refuseOverSchemaFiles, runRolesFile, runSchemaFiles } from "./first-files.ts";
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
import { splitStatements } from "./split-statements.ts";
import { keepVaultSecrets } from "./vault-secrets.ts";
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
  /** `[db.migrations] enabled`: false passes over the folder of migrations. Default: true. */
  readonly enabled?: boolean | undefined;
  /** `[db.migrations] schema_paths`: what makes the schema where no migrations do. */
  readonly schemaPaths?: readonly string[] | undefined;
  /** `[db.vault]`: secrets by their names, kept in Vault before anything else runs. */
  readonly vaultSecrets?: Readonly<Record<string, string>> | undefined;
  /** What to do where a migration asks for an extension that is not there. Default: refuse. */
  readonly absentExtensions?: AbsentExtensionsRule | undefined;
  /** Told, in a sentence, of files passed over and of migrations edited after they were applied. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

export interface Applied {
  readonly migrations: readonly LocalMigration[];
  /** Paths of roles.sql and of files of a declarative schema. */
  readonly files: readonly string[];
}

/**
 * Gives what was applied.
 * @throws ScriptError (`MIGRATION_FAILED`), MIGRATION_CANCELLED, MIGRATION_MISSING, MIGRATION_OUT_OF_ORDER,
 * MIGRATION_DUPLICATE, SCHEMA_FILES_APPLIED, DATABASE_REMOTE, DATABASE_UNREACHABLE
 */
export async function applyMigrations(options: ApplyMigrationsOptions): Promise<Applied> {
  refuseRemote(options);
  const { enabled = true, schemaPaths = [] } = options;
  return withMigrator(options, async (client) => {
    // Under the lock: whoever holds it may be writing a file and its record.
    const local = enabled ? await readLocalMigrations(options.supabaseDirectory) : NONE;
    const history = await readHistory(client);
    const status = compareMigrations(local, history);
    if (enabled) {
      sayWhatIsOdd(status, options);
      refuseDivergence(status, options);
    }
    const isNew = history.length === 0;
    if (isNew) await exposeNewTables(client, options);
    await keepVaultSecrets(client, options);
    const passing = await startPassingOver(client, options);
    const running = { ...options, client, passing };
    const files = [...(await runRolesFile({ ...running, isNew }))];
    if (local.migrations.length === 0 && isNew) {
      files.push(...(await runSchemaFiles({ ...running, schemaPaths })));
    }
    if (status.pending.length > 0) {
      if (isNew) await refuseOverSchemaFiles(client);
      await ensureHistory(client);
    }
    for (const migration of status.pending) {
      options.onMigration?.(migration);
      await apply(migration, {
        client,
        signal: options.signal,
        passing,
        onNotice: options.onNotice,
      });
    }
    return { migrations: status.pending, files };
  });
}

const NONE = { migrations: [], skipped: [] };

interface ApplyOptions
  extends Pick<MigratorOptions, "signal">,
    Pick<ApplyMigrationsOptions, "onNotice"> {
  readonly client: pg.ClientBase;
  readonly passing: PassingOver | undefined;
}

async function apply(migration: LocalMigration, options: ApplyOptions): Promise<void> {
  const { version, name, path } = migration;
  const statements = splitStatements(migration.text);
  const texts = statements.map(({ text }) => text);
  await runScript(
    { path, statements },
    {
      ...options,
      failureCode: "MIGRATION_FAILED",
      record: () => recordMigration(options.client, { version, name, statements: texts }),
    },
  );
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

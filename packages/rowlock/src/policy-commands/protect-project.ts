// `rowlock protect` as one function: the plan, the migration written and applied, and what was asked declared in
// rowlock.toml. A database that is named by its URL is only read.
import { withClient } from "../database/pool/with-client.ts";
import { protectBucket } from "../policy/protect/protect-bucket.ts";
import { type Protection, protectTables } from "../policy/protect/protect-tables.ts";
import { intentOf, type ProtectShape } from "../policy/protect/shape.ts";
import type { OpenedProject } from "../project/open-project.ts";
import { writeMigration } from "../project/write-migration.ts";
import { migrate } from "../stack/migrate.ts";
import { hasDatabase, withDatabases } from "../stack/with-databases.ts";
import { type Declaration, declareIntent } from "./declare-intent.ts";
import { withScratchDatabase } from "./scratch/with-scratch-database.ts";

/** Tables, as `name` or `schema.name`; or the files of a bucket. */
export type ProtectTarget = { readonly tables: readonly string[] } | { readonly bucket: string };

export interface ProtectProjectOptions {
  readonly opened: OpenedProject;
  readonly target: ProtectTarget;
  readonly shape: ProtectShape;
  /** Any PostgreSQL in place of the project's: the migration is written and not applied. */
  readonly databaseUrl?: string | undefined;
  /** Plans, and writes nothing. */
  readonly dryRun?: boolean | undefined;
  readonly onNotice: (notice: string) => void;
  readonly signal: AbortSignal;
}

export interface ProjectProtection extends Declaration {
  readonly protection: Protection;
  /** The migration's path; null where nothing was missing, or nothing was to be written. */
  readonly migration: string | null;
  readonly applied: boolean;
}

/** @throws the PROTECT_... errors, DATABASE_UNREACHABLE, and what starting the cluster or migrating throws */
export function protectProject(options: ProtectProjectOptions): Promise<ProjectProtection> {
  const { databaseUrl, dryRun = false, opened } = options;
  if (databaseUrl !== undefined) return protectAt(databaseUrl, options);
  // Nothing is left of it: the dry run is about the tables that the migrations make.
  return dryRun && !hasDatabase(opened)
    ? withScratchDatabase(options, ({ urls }) => protectAt(urls.owner, options))
    : protectOwn(options);
}

/** Brings the database up to the files first, and to the new one at the end, as `dev` would. */
function protectOwn(options: ProtectProjectOptions): Promise<ProjectProtection> {
  const { opened, dryRun, onNotice, signal } = options;
  return withDatabases({ opened, onNotice }, async ({ urls }) => {
    const update = () =>
      migrate({
        project: opened.project,
        connectionString: urls.owner,
        login: urls.login,
        allowRemote: false,
        onNotice,
        signal,
      });
    if (dryRun !== true) await update();
    return protectAt(urls.owner, options, update);
  });
}

async function protectAt(
  url: string,
  { opened: { project }, target, shape, dryRun = false }: ProtectProjectOptions,
  apply?: () => Promise<unknown>,
): Promise<ProjectProtection> {
  const protection = await withClient(url, (client) =>
    "bucket" in target
      ? protectBucket(client, target.bucket, shape)
      : protectTables(client, target.tables, shape),
  );
  if (dryRun) return { protection, migration: null, applied: false, declared: [], differing: [] };
  const { migration: text, name } = protection;
  const migration =
    text === "" ? null : await writeMigration(project, { name, text, now: new Date() });
  const applied = migration !== null && apply !== undefined;
  if (applied) await apply();
  const declared = "bucket" in target ? [] : protection.tables;
  const declaration = await declareIntent(project, declared, intentOf(shape));
  return { protection, migration, applied, ...declaration };
}

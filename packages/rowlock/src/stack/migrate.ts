// Brings the app's database up to the project's files.
import { basename } from "node:path";
import type { Project } from "../config/project.ts";
import { applyMigrations } from "../database/migrations/apply-migrations.ts";
import { seedDatabase } from "../database/migrations/seed-database.ts";
import { withClient } from "../database/pool/with-client.ts";
import { grantExtraRoles } from "../database/roles/grant-extra-roles.ts";
import { schemaSources } from "./schema-sources.ts";

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

// The project's migrations as Studio shows and writes them. A change that is in force already becomes a file and its record
// together, under the lock of whoever migrates, so that nothing runs it a second time.
import { rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ensureHistory, recordMigration } from "../../database/migrations/history.ts";
import { readLocalMigrations } from "../../database/migrations/local-migrations.ts";
import {
  type MigrationSource,
  type MigrationStatus,
  readMigrationStatus,
} from "../../database/migrations/migration-status.ts";
import { splitStatements } from "../../database/migrations/split-statements.ts";
import { withMigrator } from "../../database/migrations/with-migrator.ts";
import { createFile, makeFolder } from "../../files/write-file.ts";
import type { Clock, ProjectPort } from "../ports.ts";
import { StudioError } from "../studio-error.ts";
import type { MigrationState, MigrationSummary } from "../wire/migrations.ts";

export interface ProjectMigrations {
  /** In the order of their versions. */
  list(): Promise<readonly MigrationSummary[]>;
  /** The file's text, or else what the database recorded; undefined when there is no such migration. */
  read(version: string): Promise<string | undefined>;
  /** Writes statements that are in force as a migration file, and records it as applied. */
  keep(migration: NewMigration): Promise<MigrationSummary>;
  /** Applies what is pending, in order. @throws what the project's `migrate` throws */
  applyPending(): Promise<readonly MigrationSummary[]>;
}

export interface NewMigration {
  /** Letters, digits and underscores; the time is put before it. */
  readonly name: string;
  readonly statements: readonly string[];
}

export interface ProjectMigrationsOptions extends MigrationSource {
  readonly project: Pick<ProjectPort, "migrate">;
  readonly now: Clock;
}

export function createProjectMigrations(options: ProjectMigrationsOptions): ProjectMigrations {
  return {
    list: async () => summarize(await readMigrationStatus(options)),
    read: (version) => readText(version, options),
    keep: (migration) => keep(migration, options),
    async applyPending() {
      const applied = new Set(await options.project.migrate());
      const all = summarize(await readMigrationStatus(options));
      return all.filter(({ path }) => path !== null && applied.has(basename(path)));
    },
  };
}

function summarize(status: MigrationStatus): readonly MigrationSummary[] {
  const edited = new Set(status.edited.map(({ version }) => version));
  const missing = new Set(status.missing.map(({ version }) => version));
  const stateOf = (version: string): MigrationState => {
    if (missing.has(version)) return "file missing";
    return edited.has(version) ? "edited" : "applied";
  };
  const applied = status.applied.map(({ version, name }) => ({
    version,
    name,
    state: stateOf(version),
    path: missing.has(version) ? null : pathOf(version, name),
  }));
  const pending = status.pending.map(({ version, name, path }) => ({
    version,
    name,
    state: "pending" as const,
    path,
  }));
  return [...applied, ...pending].sort((one, other) => (one.version < other.version ? -1 : 1));
}

function pathOf(version: string, name: string): string {
  return `supabase/migrations/${version}_${name}.sql`;
}

async function readText(version: string, source: MigrationSource): Promise<string | undefined> {
  const { migrations } = await readLocalMigrations(source.supabaseDirectory);
  const local = migrations.find((migration) => migration.version === version);
  if (local !== undefined) return local.text;
  const { applied } = await readMigrationStatus(source);
  const recorded = applied.find((migration) => migration.version === version);
  return recorded?.statements?.map((statement) => `${statement};`).join("\n\n");
}

async function keep(
  migration: NewMigration,
  options: ProjectMigrationsOptions,
): Promise<MigrationSummary> {
  const text = `${migration.statements.map(ended).join("\n\n")}\n`;
  return withMigrator(options, async (client) => {
    await ensureHistory(client);
    const { applied, pending } = await readMigrationStatus(options);
    if (pending.length > 0) {
      throw new StudioError("STUDIO_MIGRATIONS_PENDING", {
        message: "There are migrations in the folder that are not applied yet",
        hint: "Apply them first, so that the files stay in the order in which they were applied",
      });
    }
    const version = nextVersion(options.now(), applied.at(-1)?.version);
    const { name } = migration;
    const path = pathOf(version, name);
    const within = dirname(options.supabaseDirectory);
    const file = join(within, path);
    makeFolder(dirname(file), { within });
    createFile(file, text, { within });
    try {
      const statements = splitStatements(text).map((statement) => statement.text);
      await recordMigration(client, { version, name, statements });
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    }
    return { version, name, state: "applied", path };
  });
}

function ended(statement: string): string {
  const text = statement.trim();
  // A semicolon after a comment to the end of the line would be part of the comment.
  return /;\s*(--[^\n]*)?$/.test(text) ? text : `${text}\n;`;
}

/** The time in UTC as digits, as the Supabase CLI names files; later than any that was applied. */
function nextVersion(now: number, latest: string | undefined): string {
  const version = new Date(now).toISOString().replace(/\D/g, "").slice(0, 14);
  if (latest === undefined || version > latest) return version;
  return String(BigInt(latest) + 1n);
}

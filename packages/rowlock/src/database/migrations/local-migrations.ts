// The migrations in a project's folder, named and ordered as the Supabase CLI does it.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { rowlockError } from "../../errors/registry.ts";
import { splitStatements } from "./split-statements.ts";

export interface LocalMigration {
  /** The digits in front of the name, such as `20260101000000`. */
  readonly version: string;
  readonly name: string;
  /** As a person names it: `supabase/migrations/20260101000000_tasks.sql`. */
  readonly path: string;
  readonly text: string;
}

export interface LocalMigrations {
  /** In the order in which they run. */
  readonly migrations: readonly LocalMigration[];
  /** Files that are no migrations, because they are not named `<timestamp>_name.sql`. */
  readonly skipped: readonly string[];
}

const NAME = /^([0-9]+)_(.*)\.sql$/;

/** Reads `supabase/migrations`; no folder, no migrations. @throws MIGRATION_DUPLICATE */
export async function readLocalMigrations(supabaseDirectory: string): Promise<LocalMigrations> {
  const directory = join(supabaseDirectory, "migrations");
  const names = await readNames(directory);
  const skipped = names.filter((name) => name.endsWith(".sql") && !NAME.test(name));
  const migrations: LocalMigration[] = [];
  for (const file of names) {
    const [, version, name] = NAME.exec(file) ?? [];
    if (version === undefined || name === undefined) continue;
    const path = `supabase/migrations/${file}`;
    const twin = migrations.find((other) => other.version === version);
    if (twin !== undefined) throw duplicate(twin.path, path);
    migrations.push({ version, name, path, text: await readFile(join(directory, file), "utf8") });
  }
  return { migrations, skipped };
}

/** What a migration's statements come to, whatever stands between them. */
export function fingerprintStatements(statements: readonly string[]): string {
  return createHash("sha256").update(statements.join("\0")).digest("hex");
}

export function fingerprintMigration({ text }: LocalMigration): string {
  return fingerprintStatements(splitStatements(text).map((statement) => statement.text));
}

async function readNames(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function duplicate(first: string, second: string): Error {
  return rowlockError("MIGRATION_DUPLICATE", {
    message: `${first} and ${second} have the same version`,
    hint: "Give one of them another timestamp",
  });
}

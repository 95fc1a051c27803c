// A new file in supabase/migrations, newer than those that are there.
import { join } from "node:path";
import type { Project } from "../config/project.ts";
import { readLocalMigrations } from "../database/migrations/local-migrations.ts";
import { createFile, makeFolder } from "../files/write-file.ts";

export interface NewMigration {
  /** Letters, digits and underscores. */
  readonly name: string;
  readonly text: string;
  readonly now: Date;
}

/** Gives the path, relative to the project's folder. Never writes over a file. */
export async function writeMigration(
  { directory, supabaseDirectory }: Project,
  { name, text, now }: NewMigration,
): Promise<string> {
  const { migrations } = await readLocalMigrations(supabaseDirectory);
  const newest = migrations.at(-1)?.version ?? "";
  const stamp = now.toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const version = stamp > newest ? stamp : String(BigInt(newest) + 1n).padStart(newest.length, "0");
  const file = `${version}_${name}.sql`;
  const folder = join(supabaseDirectory, "migrations");
  makeFolder(folder, { within: directory });
  createFile(join(folder, file), text, { within: directory });
  return `supabase/migrations/${file}`;
}

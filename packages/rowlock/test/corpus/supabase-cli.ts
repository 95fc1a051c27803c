// The Supabase CLI, as a deployment runs it: `db push` of a folder's migrations to a database by URL. It is no
// dependency (its binary is 135 MB): ROWLOCK_SUPABASE names the program, such as `npx -y supabase@3.1.0`.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export const SUPABASE_CLI = process.env.ROWLOCK_SUPABASE;

/** Pushes the texts as migrations, in their order. @throws when the CLI fails, with what it said */
export async function pushMigrations(
  databaseUrl: string,
  migrations: readonly string[],
): Promise<void> {
  const [program = "", ...args] = (SUPABASE_CLI ?? "").split(" ");
  const directory = await mkdtemp(join(tmpdir(), "rowlock-push-"));
  try {
    const folder = join(directory, "supabase", "migrations");
    await mkdir(folder, { recursive: true });
    await writeFile(join(directory, "supabase", "config.toml"), 'project_id = "push"\n');
    for (const [index, text] of migrations.entries()) {
      await writeFile(join(folder, `2025010100000${index}_step.sql`), text);
    }
    const push = ["db", "push", `--remote=${databaseUrl}`, "--yes", "--workdir", directory];
    await run(program, [...args, ...push], { cwd: directory });
  } finally {
    await rm(directory, { recursive: true });
  }
}

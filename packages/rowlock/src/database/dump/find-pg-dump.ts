// Finds a pg_dump on this machine that can read a server: one at least as new. None is shipped with Rowlock.
import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const VERSIONED = "/usr/lib/postgresql";
const KEG = ["/opt/homebrew/opt/libpq/bin", "/usr/local/opt/libpq/bin"];

export interface FindPgDumpOptions {
  /** The server's major version. */
  readonly atLeast: number;
  /** The folders of programs, as the environment lists them. */
  readonly path: string;
}

/** The program's path; undefined where there is none, or only older ones. */
export async function findPgDump({
  atLeast,
  path,
}: FindPgDumpOptions): Promise<string | undefined> {
  const folders = [...versionedFolders(), ...path.split(delimiter), ...KEG];
  const programs = folders
    .map((folder) => join(folder, "pg_dump"))
    .filter((one) => existsSync(one));
  for (const program of new Set(programs)) {
    if ((await majorOf(program)) >= atLeast) return program;
  }
  return undefined;
}

/** Debian keeps the versions beside each other, and puts a wrapper into the path that picks one. */
function versionedFolders(): readonly string[] {
  if (!existsSync(VERSIONED)) return [];
  return readdirSync(VERSIONED).map((version) => join(VERSIONED, version, "bin"));
}

async function majorOf(program: string): Promise<number> {
  try {
    const { stdout } = await promisify(execFile)(program, ["--version"], { timeout: 5_000 });
    return Number(/\(PostgreSQL\) (\d+)/.exec(stdout)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

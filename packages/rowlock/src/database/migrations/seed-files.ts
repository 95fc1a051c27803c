// The seed files that `[db.seed] sql_paths` names, as the Supabase CLI finds them: patterns with * ? [ ] within one
// folder's level, relative to the supabase folder, each file once, in the order of the patterns.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, posix } from "node:path";

export interface SeedFile {
  /** As the CLI records it: `supabase/seed.sql`. */
  readonly path: string;
  readonly text: string;
  /** SHA-256 of its bytes, in hex. */
  readonly hash: string;
}

export async function readSeedFiles(
  supabaseDirectory: string,
  patterns: readonly string[],
): Promise<readonly SeedFile[]> {
  const paths = new Set<string>();
  for (const pattern of patterns) {
    const parts = posix.normalize(pattern).split("/");
    for (const path of await matchPaths(supabaseDirectory, { found: "", parts })) paths.add(path);
  }
  return Promise.all([...paths].map((path) => readSeedFile(supabaseDirectory, path)));
}

async function readSeedFile(supabaseDirectory: string, path: string): Promise<SeedFile> {
  const bytes = await readFile(join(supabaseDirectory, path));
  return {
    path: posix.join("supabase", path),
    text: bytes.toString("utf8"),
    hash: createHash("sha256").update(bytes).digest("hex"),
  };
}

interface PartialPath {
  readonly found: string;
  readonly parts: readonly string[];
}

async function matchPaths(base: string, { found, parts }: PartialPath): Promise<string[]> {
  const [part, ...rest] = parts;
  if (part === undefined) return [];
  if (part === "..") return matchPaths(base, { found: posix.join(found, part), parts: rest });
  const entries = await readdir(join(base, found), { withFileTypes: true }).catch(() => []);
  const pattern = patternOf(part);
  const matches: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!pattern.test(entry.name)) continue;
    const path = posix.join(found, entry.name);
    if (rest.length > 0) matches.push(...(await matchPaths(base, { found: path, parts: rest })));
    else if (!entry.isDirectory()) matches.push(path);
  }
  return matches;
}

function patternOf(part: string): RegExp {
  const source = part.replace(/\[[^\]]+\]|[\\^$.*+?()[\]{}|]/g, (special) => {
    if (special === "*") return ".*";
    if (special === "?") return ".";
    return special.length > 1 ? special : `\\${special}`;
  });
  return new RegExp(`^${source}$`, "u");
}

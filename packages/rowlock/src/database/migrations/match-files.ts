// The files that patterns of supabase/config.toml name, as the Supabase CLI finds them: * ? [ ] within one folder's level,
// relative to the supabase folder, each file once, in the order of the patterns and by name within each.
import { readdir } from "node:fs/promises";
import { isAbsolute, join, posix, relative, sep } from "node:path";

export interface MatchedFiles {
  /** Relative to the supabase folder, with forward slashes. */
  readonly paths: readonly string[];
  /** Patterns that no file answers to. */
  readonly unmatched: readonly string[];
}

export async function matchFiles(
  supabaseDirectory: string,
  patterns: readonly string[],
): Promise<MatchedFiles> {
  const paths = new Set<string>();
  const unmatched: string[] = [];
  for (const pattern of patterns) {
    const own = isAbsolute(pattern)
      ? relative(supabaseDirectory, pattern).split(sep).join("/")
      : pattern;
    const parts = posix.normalize(own).split("/");
    const found = await matchParts(supabaseDirectory, { found: "", parts });
    if (found.length === 0) unmatched.push(pattern);
    for (const path of found.sort()) paths.add(path);
  }
  return { paths: [...paths], unmatched };
}

interface PartialPath {
  readonly found: string;
  readonly parts: readonly string[];
}

async function matchParts(base: string, { found, parts }: PartialPath): Promise<string[]> {
  const [part, ...rest] = parts;
  if (part === undefined) return [];
  if (part === "..") return matchParts(base, { found: posix.join(found, part), parts: rest });
  const entries = await readdir(join(base, found), { withFileTypes: true }).catch(() => []);
  const pattern = patternOf(part);
  const matches: string[] = [];
  for (const entry of entries) {
    if (!pattern.test(entry.name)) continue;
    const path = posix.join(found, entry.name);
    if (rest.length > 0) matches.push(...(await matchParts(base, { found: path, parts: rest })));
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

// Files of SQL that run once: seeds, the files of a declarative schema, roles.sql. Each with what tells one state of it
// from another. Read in pieces, since a seed may be larger than memory.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join, posix } from "node:path";
import { matchFiles } from "./match-files.ts";

export interface ScriptFile {
  /** As the CLI records it: `supabase/seed.sql`. */
  readonly path: string;
  /** Where it lies. */
  readonly file: string;
  /** SHA-256 of its bytes, in hex. */
  readonly hash: string;
}

export interface ScriptFiles {
  readonly files: readonly ScriptFile[];
  /** Patterns that no file answers to. */
  readonly unmatched: readonly string[];
}

export async function findScriptFiles(
  supabaseDirectory: string,
  patterns: readonly string[],
): Promise<ScriptFiles> {
  const { paths, unmatched } = await matchFiles(supabaseDirectory, patterns);
  const files: ScriptFile[] = [];
  for (const path of paths) files.push(await describeFile(supabaseDirectory, path));
  return { files, unmatched };
}

async function describeFile(supabaseDirectory: string, path: string): Promise<ScriptFile> {
  const file = join(supabaseDirectory, path);
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return { path: posix.join("supabase", path), file, hash: hash.digest("hex") };
}

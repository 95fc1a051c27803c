// The text of an app: its sources and .env files, as far as they are near and small. Read, never run.
// Bounded, so that a huge folder costs little; what lies beyond the bound counts as not there.
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, relative } from "node:path";

const SOURCE = /\.(?:[cm]?[jt]s|[jt]sx|vue|svelte|astro)$/;
const ENV_FILE = /^\.env(?:\..+)?$/;
const SKIPPED = /^(?:\..*|node_modules|dist|build|out|coverage|public|migrations)$/;
const MOST_FILES = 3000;
const MOST_BYTES = 200_000;

/** Paths relative to the folder, to their content. Breadth first, so that what matters comes before what is deep. */
export async function readAppFiles(directory: string): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  let folders = [directory];
  while (folders.length > 0 && texts.size < MOST_FILES) {
    const next: string[] = [];
    for (const folder of folders) {
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
      for (const entry of entries) {
        const path = join(folder, entry.name);
        if (entry.isDirectory() && !SKIPPED.test(entry.name)) next.push(path);
        else if (entry.isFile() && (SOURCE.test(entry.name) || ENV_FILE.test(entry.name))) {
          const text = texts.size < MOST_FILES ? await readSmall(path) : undefined;
          if (text !== undefined) texts.set(relative(directory, path), text);
        }
      }
    }
    folders = next;
  }
  return texts;
}

export function isEnvFile(path: string): boolean {
  return ENV_FILE.test(basename(path));
}

async function readSmall(path: string): Promise<string | undefined> {
  try {
    const { size } = await stat(path);
    return size <= MOST_BYTES ? await readFile(path, "utf8") : undefined;
  } catch {
    return undefined;
  }
}

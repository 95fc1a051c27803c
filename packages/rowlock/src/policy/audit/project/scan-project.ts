// Looks through a project's files for secrets where a browser can read them: variables with a public prefix, and bundles
// that were built. Reads text files of bounded size; follows no links; keeps no value.
import type { Dirent } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import type { ExposedSecret } from "../project-facts.ts";
import { secretKindOf, secretKindOfName, secretsIn } from "./secret-kind.ts";

const PUBLIC_PREFIX =
  /^(?:NEXT_PUBLIC_|VITE_|PUBLIC_|EXPO_PUBLIC_|NUXT_PUBLIC_|REACT_APP_|GATSBY_)/;
const BUNDLES = [".next/static", "dist", "build", "out", "public", ".output/public"];
const BUNDLE_FILES = /\.(?:m?js|cjs|css|html|json|map|txt)$/;
const MAX_FILE_BYTES = 20_000_000;
const MAX_FILES = 5_000;

export async function findExposedSecrets(directory: string): Promise<readonly ExposedSecret[]> {
  const found = await inEnvironmentFiles(directory);
  for (const bundle of BUNDLES) found.push(...(await inBundle(directory, bundle)));
  return found;
}

async function inEnvironmentFiles(directory: string): Promise<ExposedSecret[]> {
  const entries = await list(directory);
  const found: ExposedSecret[] = [];
  for (const entry of entries) {
    if (!entry.isFile() || !/^\.env(\..+)?$/.test(entry.name)) continue;
    const text = await readText(join(directory, entry.name));
    text.split("\n").forEach((content, index) => {
      const match = /^\s*(?:export\s+)?(?<name>\w+)\s*=\s*(?<value>.*)$/.exec(content)?.groups;
      const { name = "", value = "" } = match ?? {};
      const bare = value.trim().replace(/^(["'])(.*)\1$/, "$2");
      if (!PUBLIC_PREFIX.test(name) || bare === "") return;
      const kind = secretKindOf(bare) ?? secretKindOfName(name);
      if (kind === undefined) return;
      found.push({ place: "variable", file: entry.name, line: index + 1, name, kind });
    });
  }
  return found;
}

async function inBundle(directory: string, bundle: string): Promise<readonly ExposedSecret[]> {
  const found: ExposedSecret[] = [];
  for (const path of await filesBelow(join(directory, bundle))) {
    const text = await readText(path);
    const seen = new Set<string>();
    for (const { kind, index } of secretsIn(text)) {
      if (seen.has(kind)) continue;
      seen.add(kind);
      const line = text.slice(0, index).split("\n").length;
      const file = relative(directory, path).replaceAll("\\", "/");
      found.push({ place: "bundle", file, line, name: null, kind });
    }
  }
  return found;
}

async function filesBelow(root: string): Promise<readonly string[]> {
  const files: string[] = [];
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await list(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && entry.name !== "node_modules") folders.push(path);
      else if (entry.isFile() && BUNDLE_FILES.test(entry.name)) files.push(path);
      if (files.length >= MAX_FILES) return files;
    }
  }
  return files;
}

async function list(folder: string): Promise<readonly Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

async function readText(path: string): Promise<string> {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  return size === 0 || size > MAX_FILE_BYTES ? "" : readFile(path, "utf8").catch(() => "");
}

// What package.json files say of an app's packages, and which versions are installed.
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Where an app may have its package.json: the folder and, in a monorepo, those of apps/ and packages/. */
export async function appFolders(directory: string): Promise<readonly string[]> {
  const groups = await Promise.all(["apps", "packages"].map((name) => below(directory, name)));
  return [directory, ...groups.flat()];
}

async function below(directory: string, name: string): Promise<readonly string[]> {
  const entries = await readdir(join(directory, name), { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(directory, name, entry.name));
}

/** Names to ranges; none where there is no package.json or one that can't be read, which `init` says. */
export async function declaredPackages(folder: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const sections = ["peerDependencies", "devDependencies", "dependencies"];
    return Object.assign({}, ...sections.map((section) => manifest[section]));
  } catch {
    return {};
  }
}

/** As Node.js finds packages: in this folder's node_modules or in one above. */
export async function installedVersion(
  directory: string,
  name: string,
): Promise<string | undefined> {
  for (let folder = directory; ; folder = dirname(folder)) {
    const path = join(folder, "node_modules", name, "package.json");
    const text = await readFile(path, "utf8").catch(() => undefined);
    if (text !== undefined) return /"version"\s*:\s*"([^"]+)"/.exec(text)?.[1];
    if (folder === dirname(folder)) return undefined;
  }
}

/** By numbers; what follows a hyphen counts as one more. */
export function isLower(version: string, other: string): boolean {
  const parts = (text: string) => text.split(/[.-]/).map(Number);
  const [a, b] = [parts(version), parts(other)];
  const at = b.findIndex((part, index) => (a[index] ?? 0) !== part);
  return at !== -1 && (a[at] ?? 0) < (b[at] ?? 0);
}

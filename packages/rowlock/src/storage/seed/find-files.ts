// The files below a folder, by names with slashes. No link is followed: a repository could lead anywhere by one.
import { lstat, readdir } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";

export interface SeedFile {
  /** Relative to the folder. */
  readonly name: string;
  readonly path: string;
  readonly size: number;
}

/** Undefined: there is no such folder. Files whose name begins with a dot are left out. */
export async function findFiles(
  directory: string,
  path: string,
): Promise<readonly SeedFile[] | undefined> {
  const folder = resolve(directory, path);
  const found = await lstat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true) return undefined;
  const files: SeedFile[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith(".")) continue;
    const place = join(entry.parentPath, entry.name);
    const { size } = await lstat(place);
    files.push({ name: relative(folder, place).split(sep).join("/"), path: place, size });
  }
  return files.sort((left, right) => (left.name < right.name ? -1 : 1));
}

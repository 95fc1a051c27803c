// The engine's files as a list: what a complete copy must hold, and the library links that npm cannot carry.
// The package keeps its symbolic links in a JSON file, restored by an install script that may never have run.
import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

export interface EngineFile {
  /** Relative to the package's folder. */
  readonly path: string;
  readonly size: number;
  readonly executable: boolean;
}

interface EngineLink {
  readonly source: string;
  readonly target: string;
}

/** Lists the plain files below `native/`, in a fixed order. Static libraries are left out: nothing runs them. */
export function listEngineFiles(directory: string): readonly EngineFile[] {
  return filesBelow(directory, "native").sort((a, b) => (a.path < b.path ? -1 : 1));
}

// A thousand files, twice at each start: a walk of its own takes half as long as a recursive listing.
function filesBelow(directory: string, folder: string): EngineFile[] {
  return readdirSync(`${directory}${sep}${folder}`, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}${sep}${entry.name}`;
    if (entry.isDirectory()) return filesBelow(directory, path);
    if (!entry.isFile() || entry.name.endsWith(".a")) return [];
    const { size, mode } = lstatSync(`${directory}${sep}${path}`);
    return [{ path, size, executable: (mode & 0o111) !== 0 }];
  });
}

/** A short name for exactly these files; a copy that lost or cut one has another. */
export function fingerprintEngineFiles(files: readonly EngineFile[]): string {
  const hash = createHash("sha256");
  for (const { path, size, executable } of files) hash.update(`${path}\0${size}\0${executable}\n`);
  return hash.digest("hex").slice(0, 12);
}

/** Makes the library links that are absent. @throws the system's error where the folder cannot be written. */
export function restoreEngineLinks(directory: string): void {
  for (const { source, target } of readEngineLinks(directory)) {
    if (!linkExists(target)) linkTo(source, target);
  }
}

function readEngineLinks(directory: string): readonly EngineLink[] {
  const listed = JSON.parse(
    readFileSync(join(directory, "native", "pg-symlinks.json"), "utf8"),
  ) as readonly EngineLink[];
  return listed
    .map(({ source, target }) => ({
      source: resolve(directory, source),
      target: resolve(directory, target),
    }))
    .filter(({ target }) => target.startsWith(directory + sep));
}

function linkExists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function linkTo(source: string, target: string): void {
  try {
    symlinkSync(relative(dirname(target), source), target);
  } catch (error) {
    // Another process restored it in the meantime.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

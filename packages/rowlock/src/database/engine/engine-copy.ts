// Rowlock's own copy of the engine, outside node_modules: with its own folder of extensions, and where the account that
// runs it can reach it. For this process's own account the files are links to the package's, where the disk allows it.
// Guarantees that a copy under its final name is complete: it is made beside it, checked, and renamed in one step.
// A copy found damaged is put aside and made anew.
import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { rowlockError } from "../../errors/registry.ts";
import {
  type EngineFile,
  fingerprintEngineFiles,
  listEngineFiles,
  restoreEngineLinks,
} from "./engine-files.ts";
import { extensionFiles } from "./extension-files.ts";
import type { EnginePackage } from "./locate-engine.ts";

const EXTENSIONS = join("native", "share", "postgresql", "extension");

export interface CopyEngineOptions {
  /** The folder that holds the copies. */
  readonly parent: string;
  /** True: another account runs it, which must be able to read every file. */
  readonly foreign: boolean;
}

/** Gives the folder of a complete copy below `parent`, made if it is absent. @throws ENGINE_COPY_FAILED */
export function copyEngine(engine: EnginePackage, { parent, foreign }: CopyEngineOptions): string {
  const files = listEngineFiles(engine.directory);
  const written = writtenFiles(engine.directory);
  const fingerprint = fingerprintEngineFiles(merge(files, written));
  const place = join(parent, `${engine.version}-${fingerprint}`);
  if (isComplete(place, fingerprint)) return place;
  try {
    makeReadable(parent);
    const draft = mkdtempSync(join(parent, ".copying-"));
    try {
      const plain = files.filter(({ path }) => !written.has(path));
      copyFiles(plain, { from: engine.directory, to: draft, foreign });
      for (const [path, text] of written) {
        writeFileSync(join(draft, path), text, { mode: 0o644, flag: "wx" });
        chmodSync(join(draft, path), 0o644);
      }
      if (!isComplete(draft, fingerprint)) throw new Error("the copy is not complete");
      moveIntoPlace(draft, place, fingerprint);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  } catch (error) {
    throw rowlockError("ENGINE_COPY_FAILED", {
      message: `PostgreSQL's binaries could not be copied to ${place}`,
      hint: "Check that the folder can be written and that the disk has 100 MB free",
      details: (error as Error).message,
      cause: error,
    });
  }
  return place;
}

/** The files that are Rowlock's, by their path in the package. */
function writtenFiles(directory: string): ReadonlyMap<string, string> {
  const files = extensionFiles((name) => {
    try {
      return readFileSync(join(directory, EXTENSIONS, name), "utf8");
    } catch {
      return undefined;
    }
  });
  return new Map([...files].map(([name, text]) => [join(EXTENSIONS, name), text]));
}

/** The list of a complete copy. */
function merge(
  files: readonly EngineFile[],
  written: ReadonlyMap<string, string>,
): readonly EngineFile[] {
  const ours = [...written].map(([path, text]) => ({
    path,
    size: Buffer.byteLength(text),
    executable: false,
  }));
  return [...files.filter(({ path }) => !written.has(path)), ...ours].sort((a, b) =>
    a.path < b.path ? -1 : 1,
  );
}

function isComplete(place: string, fingerprint: string): boolean {
  try {
    if (fingerprintEngineFiles(listEngineFiles(place)) !== fingerprint) return false;
    restoreEngineLinks(place);
    return true;
  } catch {
    return false;
  }
}

interface CopyPlaces {
  readonly from: string;
  readonly to: string;
  readonly foreign: boolean;
}

function copyFiles(files: readonly EngineFile[], { from, to, foreign }: CopyPlaces): void {
  chmodSync(to, 0o755);
  const made = new Set([to]);
  let links = !foreign;
  for (const file of files) {
    const target = join(to, file.path);
    makeFolders(dirname(target), made);
    links = links && link(join(from, file.path), target);
    if (!links) copyFile(join(from, file.path), target, file);
  }
}

/** False where the disk has no links, or the copy lies on another. */
function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch {
    return false;
  }
}

// Modes are set one by one, so that a strict umask of root does not shut the other account out.
function copyFile(from: string, to: string, { executable }: EngineFile): void {
  copyFileSync(from, to);
  chmodSync(to, executable ? 0o755 : 0o644);
}

function makeFolders(folder: string, made: Set<string>): void {
  if (made.has(folder)) return;
  makeFolders(dirname(folder), made);
  makeReadable(folder);
  made.add(folder);
}

function makeReadable(folder: string): void {
  const first = mkdirSync(folder, { recursive: true, mode: 0o755 });
  if (first !== undefined) chmodSync(folder, 0o755);
}

function moveIntoPlace(draft: string, place: string, fingerprint: string): void {
  try {
    renameSync(draft, place);
  } catch (error) {
    // Another process finished first, or what is there is damaged.
    if (isComplete(place, fingerprint)) return;
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
    const aside = mkdtempSync(`${place}.damaged-`);
    renameSync(place, join(aside, "engine"));
    renameSync(draft, place);
    rmSync(aside, { recursive: true, force: true });
  }
}

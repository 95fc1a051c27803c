// A copy of the engine outside node_modules: for an account that cannot reach the clone, or a folder that is read-only.
// Guarantees that a copy under its final name is complete: it is made beside it, checked, and renamed in one step.
// A copy found damaged is put aside and made anew.
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { rowlockError } from "../../errors/registry.ts";
import {
  type EngineFile,
  fingerprintEngineFiles,
  listEngineFiles,
  restoreEngineLinks,
} from "./engine-files.ts";
import type { EnginePackage } from "./locate-engine.ts";

/** Gives the folder of a complete copy below `parent`, made if it is absent. @throws ENGINE_COPY_FAILED */
export function copyEngine(engine: EnginePackage, parent: string): string {
  const files = listEngineFiles(engine.directory);
  const fingerprint = fingerprintEngineFiles(files);
  const place = join(parent, `${engine.version}-${fingerprint}`);
  if (isComplete(place, fingerprint)) return place;
  try {
    makeReadable(parent);
    const draft = mkdtempSync(join(parent, ".copying-"));
    try {
      copyFiles(files, { from: engine.directory, to: draft });
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

function isComplete(place: string, fingerprint: string): boolean {
  try {
    if (fingerprintEngineFiles(listEngineFiles(place)) !== fingerprint) return false;
    restoreEngineLinks(place);
    return true;
  } catch {
    return false;
  }
}

// Modes are set one by one, so that a strict umask of root does not shut the other account out.
function copyFiles(files: readonly EngineFile[], { from, to }: { from: string; to: string }): void {
  chmodSync(to, 0o755);
  const made = new Set([to]);
  for (const file of files) {
    const target = join(to, file.path);
    makeFolders(dirname(target), made);
    copyFileSync(join(from, file.path), target);
    chmodSync(target, file.executable ? 0o755 : 0o644);
  }
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

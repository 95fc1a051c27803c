// An installed PostgreSQL with another folder of extensions: the same paths below a folder of Rowlock's, all of them
// links to the installed files but for the two programs, which find everything else by where they lie, and the control
// files that are Rowlock's. So `postgres` may create what hosted lets it create, and the installation stays as it is.
// A package that is installed or upgraded changes what is listed here, and gives a new shadow.
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, sep } from "node:path";
import { rowlockError } from "../../errors/registry.ts";
import type { EngineAccount } from "./engine-account.ts";
import { extensionFiles } from "./extension-files.ts";
import { type InstalledEngine, shareFolderOf } from "./installed-engine.ts";

const PROGRAMS = ["postgres", "initdb"];

export interface ShadowEngineOptions {
  /** The folder that holds the copies of engines. */
  readonly parent: string;
  readonly account: EngineAccount | undefined;
}

/** Gives the folder of programs of the shadow, made if it is absent. @throws ENGINE_COPY_FAILED, ENGINE_UNSUPPORTED */
export function shadowEngine(
  engine: InstalledEngine,
  { parent, account }: ShadowEngineOptions,
): string {
  const written = writtenFiles(engine);
  const place = join(parent, `${engine.major}-installed-${fingerprint(engine, written)}`);
  const bin = join(place, engine.bin);
  if (existsSync(place)) return bin;
  try {
    openFolder(parent);
    const draft = mkdtempSync(join(parent, ".shadowing-"));
    try {
      chmodSync(draft, 0o755);
      fill(draft, { engine, written });
      moveIntoPlace(draft, place);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  } catch (cause) {
    throw rowlockError("ENGINE_COPY_FAILED", {
      message: `What the PostgreSQL in ${engine.bin} needs could not be written to ${place}`,
      hint: "Check that the folder can be written and that the disk has 20 MB free",
      details: (cause as Error).message,
      cause,
    });
  }
  requireEffect(engine, { place, bin, account });
  return bin;
}

interface Shadow {
  readonly place: string;
  readonly bin: string;
  readonly account: EngineAccount | undefined;
}

/** Where the programs keep to the folders that they were built for, nothing of Rowlock's would be seen. */
function requireEffect(engine: InstalledEngine, { place, bin, account }: Shadow): void {
  const share = shareFolderOf(bin, account);
  if (share?.startsWith(place + sep)) return;
  rmSync(place, { recursive: true, force: true });
  throw rowlockError("ENGINE_UNSUPPORTED", {
    message: `The PostgreSQL in ${engine.bin} can't be given Rowlock's extensions: it looks for its files in ${share ?? "a place unknown"} alone`,
    hint: "Name another, run that one yourself and name it with --db-url, or take Rowlock's own",
  });
}

function writtenFiles({ share }: InstalledEngine): ReadonlyMap<string, string> {
  return extensionFiles((name) => {
    try {
      return readFileSync(join(share, "extension", name), "utf8");
    } catch {
      return undefined;
    }
  });
}

function fingerprint(engine: InstalledEngine, written: ReadonlyMap<string, string>): string {
  const hash = createHash("sha256").update(`${engine.bin}\0${engine.share}\0${engine.version}\n`);
  const extensions = join(engine.share, "extension");
  const files = [
    ...PROGRAMS.map((name) => join(engine.bin, name)),
    ...readdirSync(extensions)
      .sort()
      .map((name) => join(extensions, name)),
  ];
  for (const path of files) {
    const found = statSync(path, { throwIfNoEntry: false });
    hash.update(`${path}\0${found?.size}\0${found?.mtimeMs}\n`);
  }
  for (const [name, text] of written) hash.update(`${name}\0${text}\n`);
  return hash.digest("hex").slice(0, 12);
}

interface ShadowContent {
  readonly engine: InstalledEngine;
  readonly written: ReadonlyMap<string, string>;
}

function fill(draft: string, { engine, written }: ShadowContent): void {
  const extensions = join(engine.share, "extension");
  for (const folder of [engine.bin, extensions]) openPath(draft, folder);
  for (const name of PROGRAMS) {
    const program = join(draft, engine.bin, name);
    rmSync(program);
    copyFileSync(join(engine.bin, name), program);
    chmodSync(program, 0o755);
  }
  for (const [name, text] of written) {
    const path = join(draft, extensions, name);
    rmSync(path, { force: true });
    writeFileSync(path, text, { mode: 0o644, flag: "wx" });
    chmodSync(path, 0o644);
  }
}

/** Makes a folder and those above it real ones in the shadow, with links to everything beside the way. */
function openPath(draft: string, folder: string): void {
  let real: string = sep;
  linkAll(draft, real);
  for (const part of folder.split(sep).filter((name) => name !== "")) {
    real = join(real, part);
    linkAll(draft, real);
  }
}

function linkAll(draft: string, real: string): void {
  const folder = join(draft, real);
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(folder);
  openFolder(folder);
  for (const name of readdirSync(real)) {
    const link = join(folder, name);
    if (lstatSync(link, { throwIfNoEntry: false }) === undefined)
      symlinkSync(join(real, name), link);
  }
}

// Modes are set one by one, so that a strict umask of root does not shut the account out.
function openFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true, mode: 0o755 });
  if (first !== undefined) chmodSync(folder, 0o755);
}

function moveIntoPlace(draft: string, place: string): void {
  try {
    renameSync(draft, place);
  } catch (error) {
    // Another process finished first: its shadow is the same.
    if (!existsSync(place)) throw error;
  }
}

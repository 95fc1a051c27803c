// A folder that only its owner reads and writes, such as .rowlock: made when absent, refused when it can't be trusted.
// Guarantee: before anything in it is touched, it and what lies in it are this user's own and no links.
import { chmodSync, readdirSync, type Stats } from "node:fs";
import { dirname, join } from "node:path";
import { rowlockError } from "../errors/registry.ts";
import { isLink, lookAt } from "./refuse-links.ts";
import { makeFolder } from "./write-file.ts";

/** Looks two levels deep: deeper lie only the files of programs that check them themselves. */
const DEPTH = 2;

export interface PrivateFolderOptions {
  /** Names of files that the caller makes anew, so that their mode says nothing. */
  readonly remade?: readonly string[];
}

/** Makes the folder, or holds the one that is there to account. @throws FILE_UNSAFE, FILE_UNWRITABLE */
export function openPrivateFolder(path: string, { remade = [] }: PrivateFolderOptions = {}): void {
  makeFolder(path, { within: dirname(path), mode: 0o700 });
  const found = lookAt(path);
  if (found === undefined) throw new Error(`${path} was removed while it was made`);
  inspect(path, found, { depth: DEPTH, remade: remade.map((name) => join(path, name)) });
  // Ours, and nobody else can change it: closing it to readers changes nothing of anyone's.
  if ((found.mode & 0o777) !== 0o700) chmodSync(path, 0o700);
}

interface Inspection {
  readonly depth: number;
  readonly remade: readonly string[];
}

function inspect(path: string, found: Stats, { depth, remade }: Inspection): void {
  if (found.isSymbolicLink()) throw isLink(path);
  refuseOwner(path, found);
  if (!remade.includes(path)) refuseMode(path, found);
  if (!found.isDirectory() || depth === 0) return;
  for (const name of readdirSync(path)) {
    const entry = join(path, name);
    const inner = lookAt(entry);
    // Gone between the two looks: a running stack tidies up.
    if (inner !== undefined) inspect(entry, inner, { depth: depth - 1, remade });
  }
}

function refuseOwner(path: string, { uid }: Stats): void {
  const self = process.getuid?.();
  if (self === undefined || uid === self) return;
  throw rowlockError("FILE_UNSAFE", {
    message: `${path} belongs to another user (${uid}), who could change what Rowlock keeps there`,
    hint: `Run Rowlock as that user, or take it over: chown -R ${self} ${path}; nothing was changed`,
  });
}

function refuseMode(path: string, { mode }: Stats): void {
  if ((mode & 0o022) === 0) return;
  throw rowlockError("FILE_UNSAFE", {
    message: `${path} can be changed by other users (mode ${(mode & 0o777).toString(8)})`,
    hint: `If you trust what it holds: chmod -R go-w ${path}; nothing was changed`,
  });
}

// The door for everything that Rowlock writes to disk on a person's behalf: state, logs, environment, migrations, reports.
// Guarantee: no link is followed, only ordinary files are written, and a file that is replaced is replaced as a whole or
// left as it was.
import { randomUUID } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from "node:fs";
import { rowlockError } from "../errors/registry.ts";
import { RowlockError } from "../errors/rowlock-error.ts";
import { isLink, lookAt, refuseLinks } from "./refuse-links.ts";

export interface WriteOptions {
  /** The folder below which no part of the path may be a link: the project's, or where the command was called. */
  readonly within: string;
  /** Default: that of the file that is replaced, else what the umask leaves of 0666. */
  readonly mode?: number | undefined;
}

/** Makes a file that is not there, at once whole for whoever reads it. @throws FILE_EXISTS, FILE_UNSAFE, FILE_UNWRITABLE */
export function createFile(path: string, text: string, options: WriteOptions): void {
  refuseLinks(path, options.within);
  // Exclusive: what is there by now, a link included, is an error.
  withDraft(path, { text, mode: options.mode ?? 0o666 }, (draft) => linkSync(draft, path));
}

/** Puts a whole file in a place, whether one is there or not. @throws FILE_UNSAFE, FILE_UNWRITABLE */
export function replaceFile(path: string, text: string, options: WriteOptions): void {
  refuseLinks(path, options.within);
  const before = lookAt(path);
  if (before !== undefined) refuseOthers(path, before);
  const mode = options.mode ?? (before && before.mode & 0o777) ?? 0o666;
  withDraft(path, { text, mode }, (draft) => renameSync(draft, path));
}

interface Draft {
  readonly text: string;
  readonly mode: number;
}

function withDraft(path: string, { text, mode }: Draft, place: (draft: string) => void): void {
  const draft = `${path}.${randomUUID()}`;
  guard(path, () => {
    try {
      const file = openSync(draft, "wx", mode);
      try {
        writeThrough(file, text);
      } finally {
        closeSync(file);
      }
      place(draft);
    } finally {
      rmSync(draft, { force: true });
    }
  });
}

/** Adds text at a file's end. @throws FILE_UNSAFE, FILE_UNWRITABLE */
export function appendToFile(path: string, text: string, options: WriteOptions): void {
  const file = openToAppend(path, options);
  try {
    guard(path, () => writeFileSync(file, text));
  } finally {
    closeSync(file);
  }
}

/**
 * Writes over a file in place: it stays its owner's, and to empty it needs no room on the disk.
 * @throws FILE_UNSAFE, FILE_UNWRITABLE
 */
export function overwriteFile(path: string, text: string, { within }: WriteOptions): void {
  refuseLinks(path, within);
  const { O_NOFOLLOW, O_TRUNC, O_WRONLY } = constants;
  guard(path, () => {
    const file = openSync(path, O_NOFOLLOW | O_TRUNC | O_WRONLY);
    try {
      writeThrough(file, text);
    } finally {
      closeSync(file);
    }
  });
}

/** A descriptor that writes at a file's end, for a log. @throws FILE_UNSAFE, FILE_UNWRITABLE */
export function openToAppend(path: string, { within, mode = 0o666 }: WriteOptions): number {
  refuseLinks(path, within);
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
  const file = guard(path, () => openSync(path, O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, mode));
  try {
    refuseOthers(path, fstatSync(file));
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** Makes a folder and those above it. @throws FILE_UNSAFE, FILE_UNWRITABLE */
export function makeFolder(path: string, { within, mode = 0o777 }: WriteOptions): void {
  refuseLinks(path, within);
  guard(path, () => mkdirSync(path, { recursive: true, mode }));
}

function writeThrough(file: number, text: string): void {
  writeFileSync(file, text);
  fsyncSync(file);
}

function refuseOthers(path: string, found: Stats): void {
  if (found.isFile()) return;
  throw rowlockError("FILE_UNSAFE", {
    message: `${path} is no ordinary file, and is left as it is`,
    hint: "Name another; what a command prints can be piped instead",
  });
}

function guard<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof RowlockError) throw cause;
    throw toFileError(path, cause as NodeJS.ErrnoException);
  }
}

function toFileError(path: string, cause: NodeJS.ErrnoException): Error {
  if (cause.code === "ELOOP") return isLink(path);
  if (cause.code === "EEXIST") {
    return rowlockError("FILE_EXISTS", {
      message: `${path} is there already, and is left as it is`,
      hint: "Move it away, or name another",
      cause,
    });
  }
  const [reason, hint] = REASONS[cause.code ?? ""] ?? [cause.code, "See that it can be written"];
  return rowlockError("FILE_UNWRITABLE", {
    message: `${path} can't be written: ${reason}`,
    hint: `${hint}. What was there is unchanged`,
    cause,
  });
}

const REASONS: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  ENOENT: ["its folder is not there", "Make the folder first, or name another file"],
  ENOTDIR: ["a part of the path is no folder", "Name another file"],
  EISDIR: ["it is a folder", "Name a file"],
  EACCES: ["this user may not write there", "Run as the user that owns it, or name another file"],
  EPERM: ["this user may not write there", "Run as the user that owns it, or name another file"],
  EROFS: ["its file system is read-only", "Name a file elsewhere"],
  ENOSPC: ["the disk is full", "Free some space and run it again"],
  EDQUOT: ["the disk quota is used up", "Free some space and run it again"],
};

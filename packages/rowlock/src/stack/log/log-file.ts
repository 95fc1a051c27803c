// .rowlock/logs/rowlock.log: one JSON object a line, for finding out afterwards what happened.
// INVARIANT: an entry holds no header, token, key or value of a request; its writers pass data that has none.
import { closeSync, renameSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { openPrivateFolder } from "../../files/private-folder.ts";
import { openToAppend } from "../../files/write-file.ts";
import { describeError } from "./describe-error.ts";

export interface LogFile {
  write(kind: string, entry: object): void;
  /** An error without its cause: the code and words of Rowlock's own, the place in the code of others. */
  error(error: unknown): void;
  close(): void;
}

const LIMIT_BYTES = 5_000_000;

/** Opens the log; a large one is moved to rowlock.log.1 first. */
export function openLogFile(stateDirectory: string): LogFile {
  const directory = join(stateDirectory, "logs");
  openPrivateFolder(directory);
  const path = join(directory, "rowlock.log");
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LIMIT_BYTES) {
    renameSync(path, `${path}.1`);
  }
  const file = openToAppend(path, { within: directory, mode: 0o600 });

  function write(kind: string, entry: object): void {
    const line = JSON.stringify({ at: new Date().toISOString(), kind, ...entry });
    try {
      writeSync(file, `${line}\n`);
    } catch {
      // A full disk must not end what still works; the log is the first thing to do without.
    }
  }

  return {
    write,
    error: (error) => write("error", describeError(error)),
    close: () => closeSync(file),
  };
}

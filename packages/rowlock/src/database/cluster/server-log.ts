// The log of a project's PostgreSQL, in its state folder.
import { renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { openPrivateFolder } from "../../files/private-folder.ts";

const LIMIT = 1_000_000;

export function serverLogOf({ stateDirectory }: { readonly stateDirectory: string }): string {
  return join(stateDirectory, "logs", "postgres.log");
}

/** Makes its folder; one old log is kept. Gives the size in bytes of what is there already. */
export function openServerLog(logFile: string): number {
  openPrivateFolder(dirname(logFile));
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size < LIMIT) return size;
  renameSync(logFile, `${logFile}.1`);
  return 0;
}

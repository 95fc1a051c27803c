// One owner at a time for a cluster: a numbered file that names the process which holds it.
// The highest number counts. A new owner takes the next one, which the file system gives to one process only, and looks
// again: whoever came later has a higher number. A file is never reused, so a dead owner's is passed without a race.
import { linkSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { rowlockError } from "../../errors/registry.ts";
import { overwriteFile, replaceFile } from "../../files/write-file.ts";
import { identifyProcess } from "../../processes/process-identity.ts";

const PREFIX = "cluster.lock.";
/** Nothing, so that a lock is released on a full disk too. */
const RELEASED = "";

export interface ClusterLock {
  release(): void;
}

/** Takes the lock of the cluster whose state folder this is. @throws CLUSTER_IN_USE, STATE_UNWRITABLE */
export function lockCluster(stateDirectory: string): ClusterLock {
  const draft = join(stateDirectory, `${PREFIX}draft-${process.pid}`);
  const self = identifyProcess(process.pid) ?? String(process.pid);
  try {
    writeDraft(draft, self);
    for (;;) {
      const highest = highestNumber(stateDirectory);
      refuseIfHeld(stateDirectory, highest);
      const own = highest + 1;
      if (!claim(draft, join(stateDirectory, PREFIX + own))) continue;
      if (highestNumber(stateDirectory) !== own) {
        rmSync(join(stateDirectory, PREFIX + own), { force: true });
        continue;
      }
      removeBelow(stateDirectory, own);
      return { release: () => release(stateDirectory, own) };
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

function writeDraft(draft: string, self: string): void {
  try {
    replaceFile(draft, self, { within: dirname(draft), mode: 0o600 });
  } catch (error) {
    throw rowlockError("STATE_UNWRITABLE", {
      message: `The state folder cannot be written: ${draft}`,
      hint: "Give the folder to the user that runs rowlock, or free some space",
      details: (error as Error).message,
      cause: error,
    });
  }
}

function lockNumbers(stateDirectory: string): number[] {
  return readdirSync(stateDirectory)
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => Number(name.slice(PREFIX.length)))
    .filter(Number.isSafeInteger);
}

function highestNumber(stateDirectory: string): number {
  return Math.max(0, ...lockNumbers(stateDirectory));
}

function refuseIfHeld(stateDirectory: string, number: number): void {
  const owner = readOwner(join(stateDirectory, PREFIX + number));
  const pid = Number.parseInt(owner, 10);
  if (Number.isNaN(pid) || identifyProcess(pid) !== owner) return;
  throw rowlockError("CLUSTER_IN_USE", {
    message: `The database of this project is in use by process ${pid}`,
    hint: "Stop that one first, or use it: rowlock status says where it listens",
  });
}

// Gone means: someone with a higher number has tidied it away, which the second look finds out.
function readOwner(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return RELEASED;
  }
}

function claim(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function removeBelow(stateDirectory: string, own: number): void {
  for (const number of lockNumbers(stateDirectory)) {
    if (number < own) rmSync(join(stateDirectory, PREFIX + number), { force: true });
  }
}

// The number stays taken: were it free again, two processes could hold a lock each.
function release(stateDirectory: string, own: number): void {
  overwriteFile(join(stateDirectory, PREFIX + own), RELEASED, { within: stateDirectory });
}

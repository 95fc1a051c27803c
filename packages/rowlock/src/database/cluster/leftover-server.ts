// A server that runs on although the process that started it was killed. It is stopped, so that the next start is like
// any other: crash recovery, if it is needed at all, is PostgreSQL's.
// INVARIANT: a signal goes only to a server that answered, under the cluster's superuser password, with this very data
// directory and this very system identifier. A process that merely has the number in postmaster.pid is left alone.
import { readlinkSync, realpathSync } from "node:fs";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { rowlockError } from "../../errors/registry.ts";
import { identifyProcess } from "../../processes/process-identity.ts";
import { readPostmasterFile } from "./data-directory.ts";
import { SHUTDOWN_MS } from "./postmaster.ts";
import type { ClusterIdentity } from "./probe-server.ts";

export interface LeftoverOutcome {
  /** The server that was stopped. */
  readonly stopped?: number;
  /** The number in postmaster.pid, which is no server's of this directory, or no longer. */
  readonly staleProcess?: number;
}

const POLL_MS = 20;
/** How long a server that does not answer may take to start up, or to finish going down. */
const ANSWER_MS = 15_000;

/** @throws CLUSTER_HELD when a server holds the directory that cannot be shown to be this cluster's */
export async function stopLeftoverServer(options: ClusterIdentity): Promise<LeftoverOutcome> {
  const file = readPostmasterFile(options.dataDirectory);
  if (file === undefined) return {};
  const stale = { staleProcess: file.pid };
  if (!isAlive(file.pid) || isSomethingElse(file.pid, options.dataDirectory)) return stale;
  // It needs pg, which an ordinary start reads later.
  const { probe } = await import("./probe-server.ts");
  const deadline = Date.now() + ANSWER_MS;
  while (isAlive(file.pid)) {
    const answer = await probe(file.port, options);
    if (answer === "ours") {
      await stop(file.pid);
      return { ...stale, stopped: file.pid };
    }
    if (answer === "foreign" || Date.now() > deadline) throw held(file.pid, options.dataDirectory);
    await sleep(POLL_MS);
  }
  return { ...stale, stopped: file.pid };
}

// Not a process that has ended and is only waiting for its parent to notice.
function isAlive(pid: number): boolean {
  return identifyProcess(pid) !== undefined;
}

// Only Linux tells; elsewhere the server's own answer decides.
function isSomethingElse(pid: number, dataDirectory: string): boolean {
  if (process.platform !== "linux") return false;
  try {
    const program = basename(readlinkSync(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/, "");
    const folder = readlinkSync(`/proc/${pid}/cwd`);
    return program !== "postgres" || folder !== realpathSync(dataDirectory);
  } catch {
    // Another user's process: a server of this directory would be of the account that owns it.
    return true;
  }
}

async function stop(pid: number): Promise<void> {
  process.kill(pid, "SIGINT");
  const deadline = Date.now() + SHUTDOWN_MS;
  while (isAlive(pid)) {
    if (Date.now() > deadline) process.kill(pid, "SIGQUIT");
    await sleep(POLL_MS);
  }
}

function held(pid: number, dataDirectory: string): Error {
  return rowlockError("CLUSTER_HELD", {
    message: `A PostgreSQL server (process ${pid}) holds ${dataDirectory}, and does not answer as this project's`,
    hint: `If it is a server of yours that may stop, run: kill -INT ${pid}`,
  });
}

// The clusters that root's projects have outside of their folders: whose each is, how large, when it was last used.
// Guarantee: only one whose project is gone, and that no server holds, is ever removed.
import { existsSync, lstatSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { identifyProcess } from "../../processes/process-identity.ts";
import { readPostmasterFile } from "./data-directory.ts";
import { labelOf, SHARED_HOME } from "./place-cluster.ts";

export interface SharedCluster {
  readonly dataDirectory: string;
  /** The project's folder; undefined when nothing tells it. */
  readonly project: string | undefined;
  readonly state: "in use" | "kept" | "project gone";
  /** Milliseconds since 1970. */
  readonly lastUsed: number;
  /** With what was set aside of it. */
  readonly bytes: number;
}

export interface SharedClustersOptions {
  /** Default: where root's clusters lie. */
  readonly home?: string | undefined;
}

/** A cluster, `<16 digits>`, and what lies beside it: its label, what was set aside, a draft that was never finished. */
const NAME = /^([0-9a-f]{16})(\.|$)/;

/** All of them, the largest first; none where there is no such folder. */
export function listSharedClusters({
  home = SHARED_HOME,
}: SharedClustersOptions = {}): readonly SharedCluster[] {
  return [...groups(home)]
    .map(([name, entries]) => describe(home, { name, entries }))
    .sort((one, other) => other.bytes - one.bytes);
}

/** True once the clusters are larger together than so many bytes; counts no further than it must. */
export async function sharedClustersExceed(
  limit: number,
  { home = SHARED_HOME }: SharedClustersOptions = {},
): Promise<boolean> {
  let bytes = 0;
  for (const entries of groups(home).values()) {
    for (const entry of entries) bytes += sizeOf(join(home, entry));
    if (bytes > limit) return true;
    // Requests come before this.
    await setImmediate();
  }
  return false;
}

/** Removes those whose project is gone; gives what was removed. */
export function removeOrphanedClusters({
  home = SHARED_HOME,
}: SharedClustersOptions = {}): readonly SharedCluster[] {
  const all = groups(home);
  const orphaned = listSharedClusters({ home }).filter(({ state }) => state === "project gone");
  for (const { dataDirectory } of orphaned) {
    const name = dataDirectory.slice(home.length + 1);
    // The label last: were this interrupted, the rest could still be told to be nobody's.
    const entries = [...(all.get(name) ?? [])].sort((entry) =>
      entry.endsWith(".project") ? 1 : -1,
    );
    for (const entry of entries) rmSync(join(home, entry), { recursive: true, force: true });
  }
  return orphaned;
}

function groups(home: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const entry of namesIn(home).sort()) {
    const name = NAME.exec(entry)?.[1];
    if (name !== undefined) found.set(name, [...(found.get(name) ?? []), entry]);
  }
  return found;
}

function namesIn(home: string): string[] {
  try {
    return readdirSync(home);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // Root's alone to read, and then another user has none there.
    if (code === "ENOENT" || code === "EACCES") return [];
    throw cause;
  }
}

interface Group {
  readonly name: string;
  readonly entries: readonly string[];
}

function describe(home: string, { name, entries }: Group): SharedCluster {
  const dataDirectory = join(home, name);
  const project = readLabel(labelOf(dataDirectory));
  const gone = project !== undefined && !existsSync(project);
  return {
    dataDirectory,
    project,
    state: isHeld(dataDirectory) ? "in use" : gone ? "project gone" : "kept",
    lastUsed: lastUseOf(
      dataDirectory,
      entries.map((entry) => join(home, entry)),
    ),
    bytes: entries.reduce((sum, entry) => sum + sizeOf(join(home, entry)), 0),
  };
}

function readLabel(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").replace(/\n$/, "");
  } catch {
    return undefined;
  }
}

function isHeld(dataDirectory: string): boolean {
  const file = readPostmasterFile(dataDirectory);
  return file !== undefined && identifyProcess(file.pid) !== undefined;
}

// PostgreSQL writes its control file at each start, checkpoint and end.
function lastUseOf(dataDirectory: string, entries: readonly string[]): number {
  const control = statSync(join(dataDirectory, "global", "pg_control"), { throwIfNoEntry: false });
  // Gone between two looks: a command has just removed what it had made for itself.
  const found = control ?? statSync(entries[0] ?? dataDirectory, { throwIfNoEntry: false });
  return found?.mtimeMs ?? Date.now();
}

function sizeOf(path: string): number {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.blocks * 512;
  return namesIn(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

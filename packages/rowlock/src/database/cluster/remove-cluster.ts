// Removes clusters that were made for the length of one command, also one that a killed command left behind.
// Guarantee: what another process uses is left alone.
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { hasCode } from "../../errors/registry.ts";
import { lockCluster } from "./cluster-lock.ts";
import { draftOf } from "./create-data-directory.ts";
import { readDataDirectory } from "./data-directory.ts";
import { stopLeftoverServer } from "./leftover-server.ts";
import { labelOf, locateCluster, type PlaceClusterOptions } from "./place-cluster.ts";
import { vaultKeyOf } from "./vault-key.ts";

/** The data directory, on which no server runs, and all that lies beside it. */
export function removeCluster(dataDirectory: string): void {
  removeDataDirectory(dataDirectory);
  rmSync(labelOf(dataDirectory), { force: true });
}

/** The same without the label: another cluster takes its place. */
export function removeDataDirectory(dataDirectory: string): void {
  // First, so that a removal that is cut short can be told from a cluster.
  rmSync(join(dataDirectory, "PG_VERSION"), { force: true });
  for (const path of [draftOf(dataDirectory), dataDirectory]) {
    rmSync(path, { recursive: true, force: true });
  }
  rmSync(vaultKeyOf(dataDirectory), { force: true });
}

interface SuperuserPassword {
  readonly superuserPassword: string;
}

/** What a killed command left of a throw-away cluster, whose lock is held. @throws CLUSTER_HELD, CLUSTER_DAMAGED */
export async function clearDataDirectory(
  dataDirectory: string,
  { superuserPassword }: SuperuserPassword,
): Promise<void> {
  if (existsSync(join(dataDirectory, "PG_VERSION"))) {
    const state = readDataDirectory(dataDirectory);
    if (state.kind === "absent") return;
    const { systemIdentifier } = state;
    await stopLeftoverServer({ dataDirectory, systemIdentifier, superuserPassword });
  }
  removeDataDirectory(dataDirectory);
}

export interface LeftoverClusterOptions extends PlaceClusterOptions, SuperuserPassword {}

/** Does nothing while another process uses it. @throws CLUSTER_HELD, CLUSTER_DAMAGED, ENGINE_ACCOUNT_MISSING */
export async function removeLeftoverCluster(options: LeftoverClusterOptions): Promise<void> {
  const { dataDirectory } = locateCluster(options);
  if (!existsSync(dataDirectory) && !existsSync(draftOf(dataDirectory))) return;
  const lock = lockUnlessUsed(options.stateDirectory);
  if (lock === undefined) return;
  try {
    await clearDataDirectory(dataDirectory, options);
    removeCluster(dataDirectory);
  } finally {
    lock.release();
  }
}

function lockUnlessUsed(stateDirectory: string) {
  try {
    return lockCluster(stateDirectory);
  } catch (error) {
    if (hasCode(error, "CLUSTER_IN_USE")) return undefined;
    throw error;
  }
}

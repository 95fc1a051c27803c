// Removes a project that a test made, and its cluster, which as root lies outside of the project's folder.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { locateCluster } from "../src/database/cluster/place-cluster.ts";
import { removeCluster } from "../src/database/cluster/remove-cluster.ts";

/** The project's stack must have stopped. */
export async function removeProject(directory: string): Promise<void> {
  const stateDirectory = join(directory, ".rowlock");
  removeCluster(locateCluster({ projectDirectory: directory, stateDirectory }).dataDirectory);
  await rm(directory, { recursive: true, force: true });
}

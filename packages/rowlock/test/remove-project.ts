// Removes a project that a test made, and its cluster, which as root lies outside of the project's folder.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { placeCluster } from "../src/database/cluster/place-cluster.ts";

/** The project's stack must have stopped. */
export async function removeProject(directory: string): Promise<void> {
  const stateDirectory = join(directory, ".rowlock");
  const { dataDirectory } = placeCluster({ projectDirectory: directory, stateDirectory });
  await rm(dataDirectory, { recursive: true, force: true });
  // The label that names the project of a cluster that lies outside of it.
  await rm(`${dataDirectory}.project`, { force: true });
  await rm(directory, { recursive: true, force: true });
}

// A stack of its own without an app: an empty project, and Studio.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { placeCluster } from "../../packages/rowlock/src/database/cluster/place-cluster.ts";
import { findFreePorts } from "../harness/free-ports.ts";
import { startRowlock } from "../harness/running-process.ts";

export interface RunningStudio {
  readonly origin: string;
  output(): string;
  stop(): Promise<void>;
}

export async function startStudio(): Promise<RunningStudio> {
  const directory = await mkdtemp(join(tmpdir(), "rowlock-studio-"));
  const { base } = await findFreePorts();
  const rowlock = startRowlock({ args: ["dev", "--dir", directory, "--port-base", String(base)] });
  async function stop(): Promise<void> {
    await rowlock.stop();
    const stateDirectory = join(directory, ".rowlock");
    const { dataDirectory } = placeCluster({ projectDirectory: directory, stateDirectory });
    await rm(dataDirectory, { recursive: true, force: true });
    await rm(directory, { recursive: true, force: true });
  }
  while (!rowlock.output().includes("#token=")) {
    if (rowlock.exitCode() !== null) {
      await stop();
      throw new Error(`rowlock dev ended:\n${rowlock.output()}`);
    }
    await sleep(50);
  }
  return { origin: `http://127.0.0.1:${base + 2}`, output: rowlock.output, stop };
}

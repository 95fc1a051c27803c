// `rowlock serve`: one process, or several behind one port.
import cluster from "node:cluster";
import { runAlone } from "./run-alone.ts";
import { runWorker } from "./run-worker.ts";
import { runWorkers } from "./run-workers.ts";
import type { ServeOptions } from "./serve-options.ts";

/** Runs until told to end; gives the exit code. @throws RowlockError for what can't be started */
export function runServe(options: ServeOptions): Promise<number> {
  if (cluster.isWorker) return runWorker(options);
  return options.workers > 1 ? runWorkers(options) : runAlone(options);
}

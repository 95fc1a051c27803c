// `serve` in several processes: this one watches over them, answers health checks and passes signals on.
// It serves nothing itself and has no connection to the database.
import { clearSocket } from "./address.ts";
import type { AdminSource } from "./admin.ts";
import { openAdmin, untilEnd } from "./run-alone.ts";
import { DRAIN_MS, type ServeOptions } from "./serve-options.ts";
import { createWorkerPool, type WorkerPool } from "./worker-pool.ts";

/** More than a worker takes for its own end. */
const GRACE_MS = DRAIN_MS + 5_000;

/** Runs until the signal is aborted; gives the exit code. @throws RowlockError for settings that are not valid */
export async function runWorkers(options: ServeOptions): Promise<number> {
  const { log, signal, onReload } = options;
  const config = options.readConfig();
  log.setLevel(config.logLevel);
  log.notice(`Starting Rowlock ${options.version}...`);
  await clearSocket(config.server);
  const pool = createWorkerPool(() => log.notice("A worker ended unasked and is started anew"));
  // One goes ahead: what is wrong with the port or a key is then said once, by that one.
  const url = await pool.start();
  if (url === undefined) return signal.aborted ? 0 : 2;
  try {
    const admin = await openAdmin(adminSource(pool, signal), { ...options, config });
    onReload((what) => pool.tell({ kind: "reload", what }));
    await Promise.all(Array.from({ length: options.workers - 1 }, () => pool.start()));
    log.notice(`The Data API listens on ${url} with ${pool.size()} workers`);
    const code = await untilEnd(signal, pool.lost);
    log.notice("Stopping: running requests may end");
    await pool.stop(GRACE_MS);
    await admin?.close();
    return code;
  } finally {
    await pool.stop(GRACE_MS);
  }
}

/** Every worker must be ready; what they have read is the same for all. */
function adminSource(pool: WorkerPool, signal: AbortSignal): AdminSource {
  return {
    isLive: () => pool.size() > 0,
    async isReady() {
      const states = await pool.reports();
      return !signal.aborted && states.length > 0 && states.every(({ report }) => report?.isReady);
    },
    async metrics() {
      const states = await pool.reports();
      return states.flatMap(({ worker, report }) =>
        report === undefined ? [] : [{ worker, metrics: report.metrics }],
      );
    },
    async schema() {
      const states = await pool.reports({ withSchema: true });
      return states.map(({ report }) => report?.schema).find((schema) => schema !== undefined);
    },
  };
}

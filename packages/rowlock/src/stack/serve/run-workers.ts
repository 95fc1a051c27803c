// `serve` in several processes: this one watches over them, answers health checks and passes signals on.
// It serves nothing itself and has no connection to the database.
import { clearSocket } from "./address.ts";
import { openAdmin, untilEnd } from "./run-alone.ts";
import { DRAIN_MS, type ServeOptions } from "./serve-options.ts";
import { createWorkerPool } from "./worker-pool.ts";

/** More than a worker takes for its own end. */
const GRACE_MS = DRAIN_MS + 5_000;

/** Runs until the signal is aborted; gives the exit code. @throws RowlockError for settings that are not valid */
export async function runWorkers(options: ServeOptions): Promise<number> {
  const { log, signal, onReload } = options;
  const config = options.readConfig();
  log.setLevel(config.logLevel);
  await clearSocket(config.server);
  const pool = createWorkerPool(() => log.notice("A worker ended unasked and is started anew"));
  // One goes ahead: what is wrong with the port or a key is then said once, by that one.
  const url = await pool.start();
  if (url === undefined) return signal.aborted ? 0 : 2;
  const isAllReady = (all: readonly boolean[]) => all.length > 0 && all.every(Boolean);
  try {
    const admin = await openAdmin(config, {
      isLive: () => pool.readiness().length > 0,
      isReady: () => !signal.aborted && isAllReady(pool.readiness()),
    });
    onReload((what) => pool.tell({ kind: "reload", what }));
    await Promise.all(Array.from({ length: options.workers - 1 }, () => pool.start()));
    log.notice(`The Data API listens on ${url} with ${pool.readiness().length} workers`);
    const code = await untilEnd(signal, pool.lost);
    log.notice("Stopping: running requests may end");
    await pool.stop(GRACE_MS);
    await admin?.close();
    return code;
  } finally {
    await pool.stop(GRACE_MS);
  }
}

// `serve` in several processes: this one watches over them, answers health checks and passes signals on.
// It serves nothing itself and has no connection to the database.
import type { PostgrestConfig } from "../config/postgrest/postgrest-config.ts";
import { clearSocket, takesConnections } from "./address.ts";
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
  // Told to end at any moment, booting too: the workers hear of it at once.
  const stopped = untilEnd(signal, pool.lost).then(async (code) => {
    log.notice("Stopping: running requests may end");
    await pool.stop(GRACE_MS);
    return code;
  });
  const url = await pool.lead();
  if (url === undefined) return pool.isStopping() ? stopped : 2;
  try {
    const admin = await openAdmin(adminSource({ pool, config, url, signal }), {
      ...options,
      config,
    });
    onReload((what) => pool.tell({ kind: "reload", what }));
    await pool.follow(options.workers - 1);
    if (!pool.isStopping()) {
      log.notice(`The Data API listens on ${url} with ${pool.size()} workers`);
    }
    const code = await stopped;
    await admin?.close();
    return code;
  } finally {
    await pool.stop(GRACE_MS);
  }
}

interface Watched {
  readonly pool: WorkerPool;
  readonly config: PostgrestConfig;
  /** Where the workers listen. */
  readonly url: string;
  readonly signal: AbortSignal;
}

/** Every worker must be ready; what they have read is the same for all. */
function adminSource({ pool, config, url, signal }: Watched): AdminSource {
  return {
    isLive: () => takesConnections(config.server, url),
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

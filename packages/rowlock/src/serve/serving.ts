// One process of `serve`: its port, its connections, its picture of the database, from start to a clean end.
// The port opens once it is known how the database is. If it can't be reached, everybody gets 503 and is told to come
// again; if it refuses the login, that is said and nothing starts.
import { setTimeout as pause } from "node:timers/promises";
import { exposeCatalog } from "../catalog/exposed-catalog.ts";
import { schemaJson } from "../catalog/schema-json.ts";
import type { PostgrestConfig } from "../config/postgrest/postgrest-config.ts";
import type { DataApi } from "../data-api/handler.ts";
import { exposureOf } from "../data-api/settings.ts";
import { createBatchRunner } from "../database/batch/create-batch-runner.ts";
import type { CatalogSource } from "../database/catalog-source.ts";
import { withClient } from "../database/pool/with-client.ts";
import { type Listener, listen } from "../http/listen.ts";
import type { FetchHandler } from "../http/request-listener.ts";
import { hostAndPort, whereToListen } from "./address.ts";
import { createDatabaseHealth } from "./database-health.ts";
import { isLoginRefused, isUnreachable, WORDS } from "./database-problems.ts";
import { followCatalog } from "./follow-catalog.ts";
import { createLiveSettings } from "./live-settings.ts";
import { createCounters, type ServeMetrics, takeMetrics } from "./metrics.ts";
import { DRAIN_MS, type Reload, type ServeOptions } from "./serve-options.ts";
import { createServedApi, createWaitingApi, type ServedApiOptions } from "./served-api.ts";
import { watchRunner } from "./served-runner.ts";

/** What answers requests, without a port of its own. */
export interface Answering extends Pick<DataApi, "fetch"> {
  /** Whether requests are answered from a database that is there; asks it where nothing else would tell. */
  isReady(): Promise<boolean>;
  /** Settles when the database is lost and is not to be waited for. */
  readonly lost: Promise<void>;
  metrics(): ServeMetrics;
  /** What was read of the database, as JSON; undefined before the first time. */
  schema(): string | undefined;
  reload(what: Reload): void;
  /** From now on it is not ready; it answers all the same. */
  retire(): void;
  /** Closes the connections. */
  close(): Promise<void>;
}

export interface Serving extends Omit<Answering, "fetch" | "retire"> {
  /** Such as `http://0.0.0.0:3000`. */
  readonly url: string;
  /** Lets running requests end, then closes the connections. */
  close(): Promise<void>;
}

export interface StartServingOptions
  extends Pick<ServeOptions, "readConfig" | "basePath" | "workers" | "log" | "signal"> {
  readonly config: PostgrestConfig;
}

/**
 * Undefined: it was told to end before its port was open.
 * @throws RowlockError for settings that are not valid, PORT_TAKEN, PORT_UNUSABLE, or DATABASE_UNREACHABLE for a refused login
 */
export async function startServing(options: StartServingOptions): Promise<Serving | undefined> {
  const answering = await startAnswering(options);
  if (answering === undefined) return undefined;
  const { fetch, retire, ...rest } = answering;
  const listener = await openPort(options, fetch).catch(async (error: unknown) => {
    await answering.close();
    throw error;
  });
  options.log.notice(`API server listening on ${hostAndPort(listener)}`);
  return {
    ...rest,
    url: listener.url,
    async close() {
      retire();
      await listener.close(DRAIN_MS);
      await answering.close();
    },
  };
}

/**
 * Undefined: it was told to end before it was known how the database is.
 * @throws RowlockError for settings that are not valid, or DATABASE_UNREACHABLE for a refused login
 */
export async function startAnswering(options: StartServingOptions): Promise<Answering | undefined> {
  const { config, log, signal } = options;
  const closing = new AbortController();
  const counters = createCounters();
  const health = createDatabaseHealth({ recovers: config.database.poolAutomaticRecovery });
  const pool = poolOptions(options);
  const runner = createBatchRunner(pool);
  let catalog: CatalogSource | undefined;
  let refusal: unknown;
  const refresh = () => void catalog?.reload().catch(() => {});
  function lose(): void {
    if (health.isUp()) refresh();
    health.down();
  }
  function onProblem(doing: string, error: unknown): void {
    const isRefused = isLoginRefused(error);
    if (isRefused) refusal ??= error;
    log.problem(isRefused ? WORDS.login : doing, error);
    if (isUnreachable(error)) health.down();
  }
  const apiOptions: ServedApiOptions = {
    catalog: { current: () => catalog?.current() },
    runner: watchRunner(runner, { counters, onLost: lose }),
    basePath: options.basePath,
    counters,
  };
  let live = config;
  let api = createServedApi({ config, roles: new Map() }, apiOptions);
  const waiting = createWaitingApi(config, apiOptions);
  const settings = createLiveSettings({
    ...options,
    signal: closing.signal,
    use(next) {
      api = createServedApi(next, apiOptions);
      live = next.config;
      log.setLevel(live.logLevel);
    },
    onReloaded: () => log.notice("Config reloaded"),
    onProblem,
  });

  async function follow(): Promise<void> {
    await settings.first();
    if (closing.signal.aborted) return;
    catalog = followCatalog({
      ...{ config, log, counters, health, settings, onProblem },
      api: () => live.api,
      renew: runner.renew,
    });
  }
  log.notice(`Connection Pool initialized with a maximum size of ${pool.max} connections`);
  void health.lost.then(() => log.notice("Automatic recovery disabled, exiting"));
  const following = follow();

  async function disconnect(): Promise<void> {
    closing.abort();
    const closed = following.then(() => Promise.all([catalog?.close(), runner.end()]));
    // Neither a database that says nothing nor a query that outlived its request keeps the process.
    await Promise.race([closed, pause(CLOSE_MS)]);
  }

  const patience = pause(OPEN_MS, undefined, { ref: false, signal }).catch(() => {});
  await Promise.race([health.known, patience]);
  if (signal.aborted || refusal !== undefined) await disconnect();
  if (signal.aborted) return undefined;
  if (refusal !== undefined) throw refusal;
  return {
    fetch: (request) => (catalog?.current() === undefined ? waiting : api).fetch(request),
    async isReady() {
      if (health.isUp() && !config.database.channelEnabled && !(await answers(config))) lose();
      return health.isUp() && !closing.signal.aborted;
    },
    lost: health.lost,
    metrics: () => takeMetrics(counters, pool.max),
    schema() {
      const picture = catalog?.current();
      return picture && schemaJson(exposeCatalog(picture, exposureOf(live.api)));
    },
    reload(what) {
      if (what === "schema") refresh();
      else void settings.reload();
    },
    retire: () => closing.abort(),
    close: disconnect,
  };
}

/** A database that says nothing at all does not keep the port closed for longer. */
const OPEN_MS = 5_000;

const CLOSE_MS = 2_000;

/** A proxy keeps connections for a minute or so, and must not be cut off while it sends. */
const KEEP_ALIVE_MS = 75_000;

function openPort({ config, log }: StartServingOptions, fetch: FetchHandler): Promise<Listener> {
  return listen({
    ...whereToListen(config.server),
    name: "the Data API",
    portHint: "Stop that program, or choose another port with --server-port",
    // Behind a proxy the Host is the public name.
    allowedHosts: "any",
    limits: { keepAliveTimeout: KEEP_ALIVE_MS },
    fetch,
    onRequest: log.request,
    onError: log.fault,
  });
}

/** Nobody listens to this database, so that its loss would go unnoticed while nobody asks. */
function answers({ database }: PostgrestConfig): Promise<boolean> {
  return withClient(database.uri, (client) => client.query("select 1")).then(
    () => true,
    () => false,
  );
}

/** The pool counts for the whole server, so each worker has its share. */
function poolOptions({ config: { database }, workers }: StartServingOptions) {
  return {
    connectionString: database.uri,
    max: Math.max(1, Math.ceil(database.pool / workers)),
    acquireTimeoutMs: database.poolAcquisitionTimeout * 1000,
    idleTimeoutMs: database.poolMaxIdletime * 1000,
    maxLifetimeSeconds: database.poolMaxLifetime,
  };
}

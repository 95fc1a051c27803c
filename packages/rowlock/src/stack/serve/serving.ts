// One process of `serve`: its port, its connections, its picture of the database, from start to a clean end.
// The port opens once it is known how the database is. If it can't be reached, everybody gets 503 and is told to come again.
import { setTimeout as pause } from "node:timers/promises";
import { type CatalogSource, createCatalogSource } from "../../catalog/catalog-source.ts";
import type { PostgrestConfig } from "../../config/postgrest/postgrest-config.ts";
import type { DataApi } from "../../data-api/handler.ts";
import type { BatchRunner } from "../../database/batch/batch.ts";
import { createBatchRunner } from "../../database/batch/create-batch-runner.ts";
import { databaseUnreachable } from "../../database/database-unreachable.ts";
import { isReportedError } from "../../database/postgres-error.ts";
import { RowlockError } from "../../errors/rowlock-error.ts";
import { type FetchHandler, type Listener, listen } from "../../http/listen.ts";
import { whereToListen } from "./address.ts";
import { createDatabaseHealth, type DatabaseHealth } from "./database-health.ts";
import { createLiveSettings, isUnreachable, type LiveSettingsReader } from "./live-settings.ts";
import { DRAIN_MS, type Reload, type ServeOptions } from "./serve-options.ts";
import { createServedApi, createWaitingApi, type ServedApiOptions } from "./served-api.ts";

export interface Serving {
  /** Such as `http://0.0.0.0:3000`. */
  readonly url: string;
  readonly isReady: () => boolean;
  /** Settles when the database is lost and is not to be waited for. */
  readonly lost: Promise<void>;
  reload(what: Reload): void;
  /** Lets running requests end, then closes the connections. */
  close(): Promise<void>;
}

export interface StartServingOptions
  extends Pick<ServeOptions, "readConfig" | "basePath" | "workers" | "log"> {
  readonly config: PostgrestConfig;
  /** Told each time when `isReady` changes. */
  readonly onReady?: ((ready: boolean) => void) | undefined;
}

/** @throws RowlockError for settings that are not valid, PORT_TAKEN, PORT_UNUSABLE */
export async function startServing(options: StartServingOptions): Promise<Serving> {
  const { config, log } = options;
  const closing = new AbortController();
  const health = createDatabaseHealth({
    onChange: options.onReady,
    recovers: config.database.poolAutomaticRecovery,
  });
  const runner = createBatchRunner(poolOptions(options));
  let catalog: CatalogSource | undefined;
  const refresh = () => void catalog?.reload().catch(() => {});
  const apiOptions: ServedApiOptions = {
    catalog: { current: () => catalog?.current() },
    runner: watched(runner, () => {
      if (health.isUp()) refresh();
      health.down();
    }),
    basePath: options.basePath,
  };
  let api = createServedApi({ config, roles: new Map() }, apiOptions);
  const waiting = createWaitingApi(config, apiOptions);
  const settings = createLiveSettings({
    ...options,
    signal: closing.signal,
    use(live) {
      api = createServedApi(live, apiOptions);
      log.setLevel(live.config.logLevel);
    },
    onProblem(doing, error) {
      if (isUnreachable(error)) health.down();
      log.problem(doing, error);
    },
  });

  async function follow(): Promise<void> {
    await settings.first();
    if (closing.signal.aborted) return;
    catalog = followCatalog({ ...options, health, settings, refresh, renew: runner.renew });
  }
  const following = follow();

  async function disconnect(): Promise<void> {
    closing.abort();
    await following;
    // A query that outlived its request must not keep the process.
    await Promise.race([Promise.all([catalog?.close(), runner.end()]), pause(CLOSE_MS)]);
  }

  await Promise.race([health.known, pause(OPEN_MS, undefined, { ref: false })]);
  const answering = (): DataApi => (catalog?.current() === undefined ? waiting : api);
  const opening = openPort(options, (request) => answering().fetch(request));
  const listener = await opening.catch(async (error: unknown) => {
    await disconnect();
    throw error;
  });
  return {
    url: listener.url,
    isReady: () => health.isUp() && !closing.signal.aborted,
    lost: health.lost,
    reload(what) {
      if (what === "schema") refresh();
      else void settings.reload();
    },
    async close() {
      closing.abort();
      options.onReady?.(false);
      await listener.close(DRAIN_MS);
      await disconnect();
    },
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

/** Tells when the database turned out to be gone. */
function watched(runner: BatchRunner, onLost: () => void): BatchRunner {
  return {
    run: (batch) =>
      runner.run(batch).catch((error: unknown) => {
        if (isUnreachable(error)) onLost();
        throw error;
      }),
  };
}

interface FollowOptions extends StartServingOptions {
  readonly health: DatabaseHealth;
  readonly settings: LiveSettingsReader;
  readonly refresh: () => void;
  readonly renew: () => void;
}

function followCatalog(options: FollowOptions): CatalogSource {
  const { config, log, health, settings, refresh, renew } = options;
  const { uri, channel, channelEnabled } = config.database;
  let isFirst = true;
  return createCatalogSource({
    connectionString: uri,
    channel: channelEnabled ? channel : null,
    onCatalog({ tables, routines }) {
      log.notice(`Read the database: ${tables.size} relations, ${routines.length} functions`);
      health.up();
      renew();
      // The settings in the database may have changed with it; those of the first time were read just now.
      if (!isFirst && config.database.config) void settings.reload();
      isFirst = false;
    },
    onReloadConfig: () => void settings.reload(),
    onError(error) {
      if (error instanceof RowlockError) {
        // The reading itself failed; the next try follows by itself.
        log.problem("The database could not be read", error);
        health.down();
        return;
      }
      log.problem("Notifications can't be listened to", databaseUnreachable(error));
      // What the server itself refuses (a standby has no LISTEN) says nothing of requests; a lost connection may.
      if (!isReportedError(error)) refresh();
    },
  });
}

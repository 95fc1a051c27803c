// Starts a project's own PostgreSQL: made when there is none yet, freed from a server left behind, ready on return.
// Guarantees one owner at a time, and that no data directory is ever deleted or overwritten, but for one that is to be
// thrown away.
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { rowlockError } from "../../errors/registry.ts";
import { connectionUrl } from "../connection-url.ts";
import { type Engine, prepareEngine } from "../engine/prepare-engine.ts";
import { lockCluster } from "./cluster-lock.ts";
import { createDataDirectory, fillDataDirectory, SUPERUSER } from "./create-data-directory.ts";
import { readDataDirectory } from "./data-directory.ts";
import { type LeftoverOutcome, stopLeftoverServer } from "./leftover-server.ts";
import { placeCluster } from "./place-cluster.ts";
import { claimPort } from "./port-holder.ts";
import { type Postmaster, spawnPostmaster } from "./postmaster.ts";
import { clearDataDirectory, removeCluster, removeDataDirectory } from "./remove-cluster.ts";
import { openServerLog, serverLogOf } from "./server-log.ts";
import { serverSettings } from "./server-settings.ts";
import { setAside } from "./set-aside.ts";
import { ensureVaultKey } from "./vault-key.ts";

export interface StartClusterOptions {
  readonly projectDirectory: string;
  /** The project's `.rowlock`, which is there and writable. */
  readonly stateDirectory: string;
  /** On 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** Made and kept by the caller; it becomes the superuser's when the cluster is made. */
  readonly superuserPassword: string;
  /** Told, in a sentence, what a person should know: a cluster set aside, a server left behind. */
  readonly onNotice?: ((notice: string) => void) | undefined;
  /** Default 100. */
  readonly maxConnections?: number | undefined;
  /**
   * False only for throw-away clusters: a crash of the machine may then damage the data, and one that another major of
   * PostgreSQL made is made anew. Default true.
   */
  readonly durable?: boolean | undefined;
  /** The folder of programs of an installed PostgreSQL, or `pg_config`. Default: the engine that comes with Rowlock. */
  readonly engine?: string | undefined;
  /** Where clusters lie when Rowlock runs as root. Default /var/lib/rowlock. */
  readonly sharedHome?: string | undefined;
  /** For a server whose data directory lives no longer than itself. */
  readonly disposable?: DisposableCluster | undefined;
}

export interface DisposableCluster {
  /** Fills a folder that is there and empty, in place of initdb. */
  readonly fill?: ((folder: string) => Promise<void>) | undefined;
  /** Further settings for a major version of PostgreSQL, which win over the usual ones. */
  settings?(major: number): Readonly<Record<string, string>>;
}

export interface Cluster {
  readonly port: number;
  readonly dataDirectory: string;
  /** The server's process. */
  readonly pid: number;
  /** PostgreSQL's major version, such as 17. */
  readonly major: number;
  /** The folder of an installed PostgreSQL's programs that it runs; null: Rowlock's own engine. */
  readonly installedEngine: string | null;
  /** True when the cluster was made by this start: it has no roles, no schemas and no rows yet. */
  readonly fresh: boolean;
  /** The superuser's connection string. It holds the password. */
  superuserUrl(database: string): string;
  /** Settles when the server has ended, asked or unasked. */
  readonly ended: Promise<void>;
  /** Ends the server in order and frees the lock. */
  stop(): Promise<void>;
}

/**
 * @throws CLUSTER_IN_USE, CLUSTER_HELD, CLUSTER_DAMAGED, CLUSTER_OTHER_MAJOR, CLUSTER_CREATE_FAILED, CLUSTER_START_FAILED,
 * CLUSTER_PASSWORD_WRONG, CLUSTER_PLACE_UNSAFE, PORT_TAKEN, and the engine's errors
 */
export async function startCluster(options: StartClusterOptions): Promise<Cluster> {
  const lock = lockCluster(options.stateDirectory);
  try {
    const place = placeCluster(options);
    const engine = prepareEngine({
      account: place.account,
      copies: place.engineCopies,
      installed: options.engine,
    });
    const { dataDirectory } = place;
    const leftover = await freeDataDirectory(dataDirectory, options);
    // Only now: the port may have been the server's that was left behind.
    const port = await claimPort(options.port);
    const { fresh, running } = await runOrLeaveNothing({
      ...options,
      port,
      dataDirectory,
      engine,
      leftover,
      mayBeAnothers:
        options.disposable === undefined &&
        place.account !== undefined &&
        !existsSync(serverLogOf(options)),
    });
    const ended = running.ended.then(() => {
      if (options.disposable !== undefined) removeCluster(dataDirectory);
      lock.release();
    });
    return {
      port,
      dataDirectory,
      major: engine.major,
      installedEngine: engine.installed ?? null,
      pid: running.pid,
      fresh,
      superuserUrl: (database) => superuserUrl({ ...options, port }, database),
      ended,
      async stop() {
        await running.stop();
        await ended;
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function freeDataDirectory(
  dataDirectory: string,
  { superuserPassword, onNotice, disposable }: StartClusterOptions,
): Promise<LeftoverOutcome> {
  if (disposable !== undefined) {
    await clearDataDirectory(dataDirectory, { superuserPassword });
    return {};
  }
  const state = readDataDirectory(dataDirectory);
  if (state.kind === "absent") return {};
  const { systemIdentifier } = state;
  const leftover = await stopLeftoverServer({ dataDirectory, systemIdentifier, superuserPassword });
  if (leftover.stopped !== undefined) {
    onNotice?.("A database server that an earlier run left behind was stopped; its rows are kept");
  }
  return leftover;
}

interface EnsuredDataDirectory {
  readonly fresh: boolean;
  readonly systemIdentifier: string;
}

async function ensureDataDirectory(
  dataDirectory: string,
  engine: Engine,
  options: Omit<StartClusterOptions, "engine">,
): Promise<EnsuredDataDirectory> {
  const { disposable, superuserPassword, durable = true } = options;
  const state = readDataDirectory(dataDirectory);
  if (state.kind === "cluster") {
    const { major, systemIdentifier } = state;
    if (major === engine.major) return { fresh: false, systemIdentifier };
    if (durable) throw otherMajor(dataDirectory, { major, engine });
    removeDataDirectory(dataDirectory);
  }
  await (disposable?.fill === undefined
    ? createDataDirectory(dataDirectory, { engine, superuserPassword, durable })
    : fillDataDirectory(dataDirectory, { engine, fill: disposable.fill }));
  const made = readDataDirectory(dataDirectory);
  if (made.kind === "absent") throw new Error("initdb made nothing");
  return { fresh: true, systemIdentifier: made.systemIdentifier };
}

function otherMajor(
  dataDirectory: string,
  { major, engine }: { readonly major: number; readonly engine: Engine },
): Error {
  const aside = `${dataDirectory}.postgresql-${major}`;
  return rowlockError("CLUSTER_OTHER_MAJOR", {
    message: `The database in ${dataDirectory} was made by PostgreSQL ${major}, and ${engine.installed ?? "Rowlock's own engine"} is ${engine.major}: it was left as it is`,
    hint: `Name a PostgreSQL ${major} under [db] engine in rowlock.toml to go on with it, or begin anew: mv ${dataDirectory} ${aside}`,
  });
}

interface RunOwnOptions extends Omit<RunOptions, "systemIdentifier"> {
  /** The cluster lies outside the project, and this state folder has run none yet. */
  readonly mayBeAnothers: boolean;
}

async function runOrLeaveNothing(options: RunOwnOptions): ReturnType<typeof runOwn> {
  try {
    return await runOwn(options);
  } catch (error) {
    if (options.disposable !== undefined) removeCluster(options.dataDirectory);
    throw error;
  }
}

/** A project that was at the same path before, and is gone with its keys, leaves a cluster that nobody can open. */
async function runOwn(
  options: RunOwnOptions,
): Promise<{ readonly fresh: boolean; readonly running: Postmaster }> {
  const { dataDirectory, engine } = options;
  const { fresh, systemIdentifier } = await ensureDataDirectory(dataDirectory, engine, options);
  ensureVaultKey(dataDirectory, engine.account);
  try {
    return { fresh, running: await run({ ...options, systemIdentifier }) };
  } catch (error) {
    if (!options.mayBeAnothers || codeOf(error) !== "CLUSTER_PASSWORD_WRONG") throw error;
  }
  const aside = setAside(dataDirectory, "earlier-project");
  options.onNotice?.(
    `The database of a project that was in this folder before was set aside as ${aside}, and a new one is made`,
  );
  return runOwn({ ...options, mayBeAnothers: false });
}

interface RunOptions extends Omit<StartClusterOptions, "engine"> {
  readonly dataDirectory: string;
  readonly systemIdentifier: string;
  readonly engine: Engine;
  readonly leftover: LeftoverOutcome;
}

/** How long sessions of a server that was killed may take to notice. */
const ORPHANS_MS = 10_000;

async function run(options: RunOptions): Promise<Postmaster> {
  const deadline = Date.now() + ORPHANS_MS;
  for (;;) {
    try {
      return await runOnce(options);
    } catch (error) {
      if (codeOf(error) !== "CLUSTER_HELD" || Date.now() > deadline) throw error;
    }
    await sleep(100);
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as { readonly code?: string }).code;
}

async function runOnce(options: RunOptions): Promise<Postmaster> {
  const { port, dataDirectory, systemIdentifier, durable = true, maxConnections = 100 } = options;
  const logFile = serverLogOf(options);
  const logStart = openServerLog(logFile);
  const postmaster = await spawnPostmaster(options.engine, {
    dataDirectory,
    settings: {
      ...serverSettings({ port, durable, maxConnections }),
      ...options.disposable?.settings?.(options.engine.major),
    },
    logFile,
    staleProcess: options.leftover.staleProcess,
  });
  const url = superuserUrl(options, "postgres");
  // Read while the server starts, and with it pg.
  const { awaitReady } = await import("./await-ready.ts");
  await awaitReady(postmaster, { url, port, dataDirectory, systemIdentifier, logFile, logStart });
  return postmaster;
}

function superuserUrl(
  { port, superuserPassword }: { readonly port: number; readonly superuserPassword: string },
  database: string,
): string {
  return connectionUrl({ port, user: SUPERUSER, password: superuserPassword, database });
}

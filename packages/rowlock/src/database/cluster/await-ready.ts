// Waits until a spawned server takes connections, and makes sure by connecting that it is the right one.
// An end of the process before that becomes an error with the server's last words from its log.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { rowlockError } from "../../errors/registry.ts";
import { readPostmasterFile } from "./data-directory.ts";
import { portTaken } from "./port-holder.ts";
import type { Postmaster } from "./postmaster.ts";

export interface AwaitReadyOptions {
  /** The superuser's connection string, for any database that exists. */
  readonly url: string;
  readonly port: number;
  readonly dataDirectory: string;
  readonly systemIdentifier: string;
  readonly logFile: string;
  /** The log's size in bytes before the server was spawned. */
  readonly logStart: number;
}

const POLL_MS = 5;

/** @throws CLUSTER_START_FAILED, CLUSTER_HELD, CLUSTER_PASSWORD_WRONG, PORT_TAKEN; then the server has been stopped */
export async function awaitReady(
  postmaster: Postmaster,
  options: AwaitReadyOptions,
): Promise<void> {
  const state = { ended: false };
  void postmaster.ended.then(() => {
    state.ended = true;
  });
  try {
    while (!isReady(postmaster, options)) {
      if (state.ended) throw startFailed(options);
      await sleep(POLL_MS);
    }
    await verify(options);
  } catch (error) {
    await postmaster.stop();
    throw error;
  }
}

// The server says so in its file, which spares its log the connections that come too early.
function isReady({ pid }: Postmaster, { dataDirectory }: AwaitReadyOptions): boolean {
  const file = readPostmasterFile(dataDirectory);
  return file !== undefined && file.pid === pid && file.ready;
}

async function verify(options: AwaitReadyOptions): Promise<void> {
  const client = new pg.Client({ connectionString: options.url });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ id: string }>(
      "select system_identifier::text as id from pg_catalog.pg_control_system()",
    );
    if (rows[0]?.id !== options.systemIdentifier) throw portTaken(options.port);
  } catch (error) {
    throw isPasswordWrong(error) ? passwordWrong(options.dataDirectory, error) : error;
  } finally {
    await client.end().catch(() => {});
  }
}

function isPasswordWrong(error: unknown): boolean {
  return (error as { readonly code?: string }).code === "28P01";
}

function passwordWrong(dataDirectory: string, cause: unknown): Error {
  return rowlockError("CLUSTER_PASSWORD_WRONG", {
    message: `The database in ${dataDirectory} does not know the password that is kept for it`,
    hint: "Restore the keys in .rowlock that belong to it, or move the database away to begin anew",
    cause,
  });
}

// The server was killed, and one of its sessions has yet to notice.
function stillHeld(dataDirectory: string): Error {
  return rowlockError("CLUSTER_HELD", {
    message: `Processes of a server that was killed still use ${dataDirectory}`,
    hint: "Wait until they are gone, or end them",
  });
}

function startFailed({ logFile, logStart, dataDirectory, port }: AwaitReadyOptions): Error {
  const words = readFileSync(logFile).subarray(logStart).toString("utf8").trim();
  if (words.includes("Address already in use")) return portTaken(port);
  if (words.includes("pre-existing shared memory block")) return stillHeld(dataDirectory);
  const diskFull = words.includes("No space left on device");
  return rowlockError("CLUSTER_START_FAILED", {
    message: diskFull
      ? `PostgreSQL did not start: the disk that holds ${dataDirectory} is full`
      : "PostgreSQL did not start",
    hint: diskFull
      ? "Free some space; nothing was changed"
      : `Read ${logFile}; nothing was changed or deleted`,
    details: words.split("\n").slice(-8).join("\n"),
  });
}

// Waits until a spawned server takes connections, by connecting, and makes sure that it is the right one.
// An end of the process before that becomes an error with the server's last words from its log.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { rowlockError } from "../../errors/registry.ts";
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

const POLL_MS = 10;

/** @throws CLUSTER_START_FAILED, CLUSTER_PASSWORD_WRONG, PORT_TAKEN; then the server has been stopped */
export async function awaitReady(
  postmaster: Postmaster,
  options: AwaitReadyOptions,
): Promise<void> {
  const state = { ended: false };
  void postmaster.ended.then(() => {
    state.ended = true;
  });
  try {
    while (!(await answers(options))) {
      if (state.ended) throw startFailed(options);
      await sleep(POLL_MS);
    }
  } catch (error) {
    await postmaster.stop();
    throw error;
  }
}

async function answers(options: AwaitReadyOptions): Promise<boolean> {
  const client = new pg.Client({ connectionString: options.url });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ id: string }>(
      "select system_identifier::text as id from pg_catalog.pg_control_system()",
    );
    // Another server took the port a moment ago.
    if (rows[0]?.id !== options.systemIdentifier) throw portTaken(options.port);
    return true;
  } catch (error) {
    if (isNotYet(error)) return false;
    throw isPasswordWrong(error) ? passwordWrong(options.dataDirectory, error) : error;
  } finally {
    await client.end().catch(() => {});
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as { readonly code?: string }).code;
}

// 57P03: the database system is starting up.
function isNotYet(error: unknown): boolean {
  return ["ECONNREFUSED", "ECONNRESET", "57P03"].includes(codeOf(error) ?? "");
}

function isPasswordWrong(error: unknown): boolean {
  return codeOf(error) === "28P01";
}

function passwordWrong(dataDirectory: string, cause: unknown): Error {
  return rowlockError("CLUSTER_PASSWORD_WRONG", {
    message: `The database in ${dataDirectory} does not know the password that is kept for it`,
    hint: "Restore the keys in .rowlock that belong to it, or move the database away to begin anew",
    cause,
  });
}

function startFailed({ logFile, logStart, dataDirectory, port }: AwaitReadyOptions): Error {
  const words = readFileSync(logFile).subarray(logStart).toString("utf8").trim();
  if (words.includes("Address already in use")) return portTaken(port);
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

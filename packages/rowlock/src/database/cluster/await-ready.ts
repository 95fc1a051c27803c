// Waits until a spawned server takes connections, by connecting; an end of the process before that is an error that
// carries the server's last words from its log.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { rowlockError } from "../../errors/registry.ts";
import type { Postmaster } from "./postmaster.ts";

export interface AwaitReadyOptions {
  /** A superuser's connection string, for any database that exists. */
  readonly url: string;
  readonly logFile: string;
  /** The log's size in bytes before the server was spawned. */
  readonly logStart: number;
}

const INTERVAL_MS = 10;

/** Gives a connected client, which the caller ends. @throws CLUSTER_START_FAILED */
export async function awaitReady(
  postmaster: Postmaster,
  options: AwaitReadyOptions,
): Promise<pg.Client> {
  const state = { ended: false };
  void postmaster.ended.then(() => {
    state.ended = true;
  });
  for (;;) {
    const client = new pg.Client({ connectionString: options.url });
    // A connection that breaks later is noticed by whoever uses it.
    client.on("error", () => {});
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      if (state.ended) throw startFailed(options);
      if (!isStillStarting(error)) {
        await postmaster.stop();
        throw error;
      }
    }
    await sleep(INTERVAL_MS);
  }
}

function isStillStarting(error: unknown): boolean {
  const code = (error as { readonly code?: string }).code;
  // 57P03: the database system is starting up.
  return code === "ECONNREFUSED" || code === "ECONNRESET" || code === "57P03";
}

function startFailed({ logFile, logStart }: AwaitReadyOptions): Error {
  const words = readFileSync(logFile).subarray(logStart).toString("utf8").trim();
  return rowlockError("CLUSTER_START_FAILED", {
    message: "PostgreSQL ended before it took connections",
    hint: `Read ${logFile}`,
    details: words.split("\n").slice(-8).join("\n"),
  });
}

// Keeps a catalog up to date with its database: reads it, listens for changes, reads it again.
// Guarantee: one reading at a time, and one more if something changed meanwhile; the old picture serves until the new
// one is whole; a database that can't be reached is tried again with growing pauses, for as long as it takes.

import { type Catalog, loadCatalog } from "../catalog/catalog.ts";
import type { SqlClient } from "../sql/sql-client.ts";
import { type Listener, listen } from "./listen/listen.ts";
import { createQueryPool } from "./pool/create-query-pool.ts";

export interface CatalogSource {
  /** The last whole picture; undefined before the first. */
  readonly current: () => Catalog | undefined;
  /** Resolves once there is a picture, however long that takes; rejects only when closed before. */
  readonly ready: () => Promise<void>;
  /** Reads anew; resolves once what is current is no older than this call. */
  readonly reload: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** How a picture came about. */
export interface CatalogReading {
  /** What the server says that it is: `PostgreSQL 17.5 on x86_64-pc-linux-gnu, ...`. */
  readonly server: string;
  readonly ms: number;
}

export interface CatalogSourceOptions {
  /** A login that may connect; it needs no privileges. */
  readonly connectionString: string;
  /** What is listened to; null: nothing. Default `pgrst`. */
  readonly channel?: string | null;
  /** Told of each new picture. */
  readonly onCatalog?: (catalog: Catalog, reading: CatalogReading) => void;
  /** Told each time when the channel is listened to. */
  readonly onListening?: () => void;
  /** Told of each notification that asks for the schema, which is then read. */
  readonly onReloadSchema?: () => void;
  /** Told of the notification `reload config`. */
  readonly onReloadConfig?: () => void;
  /** Told of each failed reading and of each lost connection; the next try follows by itself. */
  readonly onError?: (error: unknown, during: "reading" | "listening") => void;
  /** The longest pause between two tries, in milliseconds. Default 10,000. */
  readonly maxPauseMs?: number;
}

const FIRST_PAUSE_MS = 100;

interface Waiter {
  readonly turn: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Starts at once; does not wait for the first reading. That one comes once the channel is listened to, so that nothing
 * changes unseen between the two, or when listening failed.
 */
export function createCatalogSource(options: CatalogSourceOptions): CatalogSource {
  const { connectionString, channel = "pgrst", onError, maxPauseMs = 10_000 } = options;
  const openPool = () => createQueryPool({ connectionString, max: 1 });
  let pool = openPool();
  let current: Catalog | undefined;
  let wanted = 0;
  let done = 0;
  let reading: Promise<void> | undefined;
  let closed = false;
  let wake = () => {};
  let waiters: readonly Waiter[] = [];

  function settle(): void {
    for (const { turn, resolve } of waiters) if (turn <= done) resolve();
    waiters = waiters.filter(({ turn }) => turn > done);
  }

  async function readUntilDone(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    while (done < wanted && !closed) {
      const turn = wanted;
      try {
        const { catalog, ...reading } = await pool.withClient(readCatalog);
        current = catalog;
        done = turn;
        pause = FIRST_PAUSE_MS;
        options.onCatalog?.(catalog, reading);
        settle();
      } catch (error) {
        if (closed) return;
        onError?.(error, "reading");
        // The next connection may be under other settings of the login (statement_timeout) than this one.
        void pool.end().catch(() => {});
        pool = openPool();
        await sleep(pause);
        pause = Math.min(pause * 2, maxPauseMs);
      }
    }
    // At once: whoever was just told of the picture may ask for the next one before any promise settles.
    reading = undefined;
  }

  function sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  function want(): number {
    wanted += 1;
    reading ??= readUntilDone();
    return wanted;
  }

  function waitFor(turn: number): Promise<void> {
    if (turn <= done) return Promise.resolve();
    return new Promise((resolve, reject) => {
      waiters = [...waiters, { turn, resolve, reject }];
    });
  }

  const listener = channel === null ? undefined : follow(channel);
  if (listener === undefined) want();

  function follow(name: string): Listener {
    return listen({
      connectionString,
      channel: name,
      // What was notified before, or while the connection was lost, is not told again.
      onConnected() {
        options.onListening?.();
        want();
      },
      onNotification(payload) {
        if (payload === "" || payload === "reload schema") {
          options.onReloadSchema?.();
          want();
        } else if (payload === "reload config") options.onReloadConfig?.();
      },
      onDisconnected(error) {
        onError?.(error, "listening");
        if (wanted === 0) want();
      },
    });
  }

  return {
    current: () => current,
    ready: () => waitFor(1),
    reload: () => waitFor(want()),
    async close() {
      closed = true;
      wake();
      for (const { reject } of waiters) reject(new Error("The catalog source was closed"));
      waiters = [];
      await listener?.close();
      await reading;
      await pool.end();
    },
  };
}

async function readCatalog(client: SqlClient): Promise<CatalogReading & { catalog: Catalog }> {
  const { rows } = await client.query<{ server: string }>("select version() as server");
  const startedAt = performance.now();
  const catalog = await loadCatalog(client);
  return { catalog, server: rows[0]?.server ?? "PostgreSQL", ms: performance.now() - startedAt };
}

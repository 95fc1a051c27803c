// The connections that batches run on, handed from one batch to the next without a stop between.
// Guarantees: never more than `max`; who waits is served in order, and no longer than allowed; a connection that was
// lost, is too old or is inside of a transaction is never handed out again.
import pg from "pg";
import { databaseBusy, databaseUnreachable } from "../database-unreachable.ts";
import { StatementCache } from "./statement-cache.ts";
import { WaitingLine } from "./waiting-line.ts";

export interface SessionPoolOptions {
  readonly connectionString: string;
  /** As PostgreSQL shows it in pg_stat_activity. */
  readonly applicationName: string;
  readonly max: number;
  /** How long one may wait for a connection, in milliseconds. */
  readonly acquireTimeoutMs: number;
  /** After how long an unused connection is closed, in milliseconds; 0: never. */
  readonly idleTimeoutMs: number;
  /** After how long a connection is replaced, in seconds; 0: never. */
  readonly maxLifetimeSeconds: number;
  /** How many prepared statements a connection keeps. */
  readonly statementLimit: number;
}

/** One connection and what is prepared on it. */
export interface Session {
  readonly client: pg.Client;
  readonly statements: StatementCache;
}

export interface SessionPool {
  /** At once where a connection is free. Rejects with DATABASE_UNREACHABLE or DATABASE_BUSY. */
  acquire(): Session | Promise<Session>;
  /** Gives a connection back. */
  release(session: Session): void;
  /** Has every connection replaced before its next use; those at work are not disturbed. */
  renew(): void;
  /** Closes the connections once all work is done, that which waits too. */
  end(): Promise<void>;
}

interface OpenSession extends Session {
  /** How often there had been a renewal when it was made. */
  readonly generation: number;
  /** Milliseconds of performance.now(). */
  readonly madeAt: number;
  freeSince: number;
}

export function createSessionPool(options: SessionPoolOptions): SessionPool {
  const { max, acquireTimeoutMs, idleTimeoutMs, statementLimit } = options;
  const lifetimeMs = options.maxLifetimeSeconds * 1_000 || Number.POSITIVE_INFINITY;
  /** At work or free. */
  const open = new Map<Session, OpenSession>();
  /** The last to become free works first, so that those that are not needed grow old. INVARIANT: empty while one waits. */
  const free: OpenSession[] = [];
  const waiting = new WaitingLine<Session>({
    timeoutMs: acquireTimeoutMs,
    onTimeout: databaseBusy,
  });
  let generation = 0;
  /** Connections on their way in, and on their way out. */
  let connecting = 0;
  let closing = 0;
  let sweeping: NodeJS.Timeout | undefined;
  let ended: (() => void) | undefined;

  async function connect(): Promise<Session> {
    const made = { statements: new StatementCache(statementLimit), generation };
    connecting += 1;
    try {
      const client = await openClient(options);
      const session = { ...made, client, madeAt: performance.now(), freeSince: 0 };
      open.set(session, session);
      client.once("end", () => forget(session));
      return session;
    } finally {
      connecting -= 1;
      settle();
    }
  }

  function isFresh(session: OpenSession): boolean {
    return session.generation === generation && performance.now() - session.madeAt < lifetimeMs;
  }

  function forget(session: OpenSession): void {
    open.delete(session);
    const at = free.indexOf(session);
    if (at !== -1) free.splice(at, 1);
    settle();
  }

  function close(session: OpenSession): void {
    closing += 1;
    void session.client
      .end()
      .catch(() => {})
      .finally(() => {
        closing -= 1;
        settle();
      });
    forget(session);
  }

  /** Whatever has become possible: those who wait get new connections, and an end is an end when nothing is left. */
  function settle(): void {
    while (waiting.length > 0 && open.size + connecting < max) waiting.serve(connect());
    if (ended === undefined) return;
    for (let session = free.pop(); session !== undefined; session = free.pop()) close(session);
    if (open.size + connecting + closing === 0) ended();
  }

  function sweep(): void {
    const now = performance.now();
    const stale = free.filter((one) => now - one.freeSince >= idleTimeoutMs || !isFresh(one));
    for (const session of stale) close(session);
    const [next] = free;
    sweeping = next && setTimeout(sweep, next.freeSince + idleTimeoutMs - now).unref();
  }

  return {
    acquire() {
      if (ended !== undefined) throw databaseUnreachable(new Error("The pool was closed"));
      for (let session = free.pop(); session !== undefined; session = free.pop()) {
        if (isFresh(session)) return session;
        close(session);
      }
      return open.size + connecting < max ? connect() : waiting.wait();
    },
    release(given) {
      const session = open.get(given);
      if (session === undefined) return;
      // Anything but idle (a BEGIN in the query, a lost socket) ends the connection.
      if (session.client.getTransactionStatus() !== "I" || !isFresh(session)) return close(session);
      if (waiting.serve(session)) return;
      session.freeSince = performance.now();
      free.push(session);
      if (ended !== undefined) settle();
      else if (idleTimeoutMs > 0) sweeping ??= setTimeout(sweep, idleTimeoutMs).unref();
    },
    renew() {
      generation += 1;
    },
    end() {
      clearTimeout(sweeping);
      return new Promise((resolve) => {
        ended = resolve;
        settle();
      });
    },
  };
}

/** @throws DATABASE_UNREACHABLE */
async function openClient(options: SessionPoolOptions): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: options.connectionString,
    application_name: options.applicationName,
    connectionTimeoutMillis: options.acquireTimeoutMs,
    keepAlive: true,
  });
  // A connection lost while it is free is simply replaced; one lost at work fails its batch.
  client.on("error", () => {});
  try {
    await client.connect();
  } catch (error) {
    throw databaseUnreachable(error);
  }
  return client;
}

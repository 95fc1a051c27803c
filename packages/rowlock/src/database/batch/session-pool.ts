// The connections that batches run on, handed from one batch to the next without a stop between.
// Guarantees: never more than `max`, and no more than the server has room for; who waits is served in order, and no
// longer than allowed; a connection that was lost, is too old or is inside of a transaction is never handed out again.
import type pg from "pg";
import { databaseBusy, databaseUnreachable, requesterLeft } from "../database-unreachable.ts";
import type { Requester } from "./batch.ts";
import { createConnector } from "./connector.ts";
import { createIdleSessions } from "./idle-sessions.ts";
import { StatementCache } from "./statement-cache.ts";
import { WaitingLine } from "./waiting-line.ts";
import { createBatchWriting, type SessionState } from "./write-batch.ts";

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

/** One connection, and what is known of the session at its other end. */
export interface Session extends SessionState {
  readonly client: pg.Client;
  mayHoldWrites: boolean;
  /** Whether reads may leave what only writes leave elsewhere: see `Connection`. */
  readonly readsMayLeave: boolean;
}

export interface SessionPool {
  /** At once where a connection is free. Rejects with DATABASE_UNREACHABLE, DATABASE_BUSY or REQUESTER_LEFT. */
  acquire(requester?: Requester): Session | Promise<Session>;
  /** Gives a connection back. */
  release(session: Session): void;
  /** Gives a connection back that nobody may use any more. */
  discard(session: Session): void;
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
  idleSince: number;
}

export function createSessionPool(options: SessionPoolOptions): SessionPool {
  const { max, acquireTimeoutMs, idleTimeoutMs, statementLimit } = options;
  const lifetimeMs = options.maxLifetimeSeconds * 1_000 || Number.POSITIVE_INFINITY;
  /** At work or free. */
  const open = new Map<Session, OpenSession>();
  /** INVARIANT: empty while one waits. */
  const idle = createIdleSessions<OpenSession>({ timeoutMs: idleTimeoutMs, isFresh, close });
  const waiting = new WaitingLine<Session>({
    timeoutMs: acquireTimeoutMs,
    onTimeout: databaseBusy,
    onLeft: requesterLeft,
  });
  const connector = createConnector({
    ...options,
    timeoutMs: acquireTimeoutMs,
    onRoom: () => settle(),
  });
  const writing = createBatchWriting();
  let generation = 0;
  /** Connections on their way in, and on their way out. */
  let connecting = 0;
  let closing = 0;
  let ended: (() => void) | undefined;

  /** Adds a connection; whoever waits gets it, or learns why there is none. */
  async function grow(): Promise<void> {
    const made = { writing, statements: new StatementCache(statementLimit), generation };
    connecting += 1;
    try {
      const connection = await connector.connect();
      if (connection === undefined) return;
      const mayHoldWrites = connection.readsMayLeave;
      add({ ...made, ...connection, mayHoldWrites, madeAt: performance.now(), idleSince: 0 });
    } catch (error) {
      waiting.refuse(error);
    } finally {
      connecting -= 1;
      settle();
    }
  }

  function add(session: OpenSession): void {
    open.set(session, session);
    session.client.once("end", () => forget(session));
    offer(session);
  }

  function isFresh(session: OpenSession): boolean {
    return session.generation === generation && performance.now() - session.madeAt < lifetimeMs;
  }

  function forget(session: OpenSession): void {
    open.delete(session);
    idle.remove(session);
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

  function mayGrow(): boolean {
    return connector.hasRoom() && open.size + connecting < max;
  }

  /** Hands a connection on, or keeps it free. */
  function offer(session: OpenSession): void {
    if (waiting.serve(session)) return;
    idle.put(session);
    if (ended !== undefined) settle();
  }

  /** Whatever has become possible: those who wait get new connections, and an end is an end when nothing is left. */
  function settle(): void {
    while (mayGrow() && waiting.length > connecting) void grow();
    if (ended === undefined) return;
    idle.clear();
    if (waiting.length + open.size + connecting + closing === 0) ended();
  }

  return {
    acquire(requester) {
      if (ended !== undefined) throw databaseUnreachable(new Error("The pool was closed"));
      const session = idle.take();
      if (session !== undefined) return session;
      const waited = waiting.wait(requester);
      settle();
      return waited;
    },
    release(given) {
      const session = open.get(given);
      if (session === undefined) return;
      // Anything but idle (a BEGIN in the query, a lost socket) ends the connection.
      if (session.client.getTransactionStatus() !== "I" || !isFresh(session)) return close(session);
      offer(session);
    },
    discard(given) {
      const session = open.get(given);
      if (session !== undefined) close(session);
    },
    renew() {
      generation += 1;
    },
    end() {
      return new Promise((resolve) => {
        ended = resolve;
        settle();
      });
    },
  };
}

// Runs batches over a pool of connections whose login has no rights of its own.
// Guarantees that a connection goes back to the pool only outside a transaction; that a batch is sent a second time only
// when PostgreSQL says that a prepared statement it named is gone or stale, so that nothing of the first remains;
// and that waiting for a connection is bounded.
import pg from "pg";
import { rowlockError } from "../../errors/registry.ts";
import { acquireFailed } from "../database-unreachable.ts";
import { PostgresError } from "../postgres-error.ts";
import type { Batch, BatchResult, BatchRunner } from "./batch.ts";
import { StatementCache } from "./statement-cache.ts";
import { Train } from "./train.ts";

export interface BatchRunnerOptions {
  /** Of a login that is NOINHERIT, no superuser and owns nothing. */
  readonly connectionString: string;
  /** How many connections at most. Default 10. */
  readonly max?: number;
  /** How long a batch may wait for a connection, in milliseconds. Default 10,000. */
  readonly acquireTimeoutMs?: number;
  /** After how long an unused connection is closed, in milliseconds. Default 30,000. */
  readonly idleTimeoutMs?: number;
  /** After how long a connection is replaced, in seconds. Default 1,800. */
  readonly maxLifetimeSeconds?: number;
  /** How many prepared statements a connection keeps. Default 256. */
  readonly statementLimit?: number;
  /** As PostgreSQL shows it in pg_stat_activity. Default `rowlock`. */
  readonly applicationName?: string;
}

export interface PooledBatchRunner extends BatchRunner {
  /**
   * Has every connection replaced before its next batch: what a statement was prepared for (the types of its
   * parameters) and what `ALTER ROLE` says of the login may have changed. Batches under way are not disturbed.
   */
  renew(): void;
  /** Closes the connections once the batches under way are done. */
  end(): Promise<void>;
}

interface Connection {
  readonly statements: StatementCache;
  /** How often there had been a renewal when it was made. */
  readonly generation: number;
}

interface Session extends Connection {
  readonly client: pg.PoolClient;
}

// The largest count that the protocol's 16 bits carry.
const MAX_PARAMETERS = 65_535;

export function createBatchRunner(options: BatchRunnerOptions): PooledBatchRunner {
  const connections = new WeakMap<pg.ClientBase, Connection>();
  let generation = 0;
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.max ?? 10,
    connectionTimeoutMillis: options.acquireTimeoutMs ?? 10_000,
    idleTimeoutMillis: options.idleTimeoutMs ?? 30_000,
    maxLifetimeSeconds: options.maxLifetimeSeconds ?? 1_800,
    application_name: options.applicationName ?? "rowlock",
    keepAlive: true,
  });
  // A connection lost while idle is simply replaced; one lost at work fails its batch.
  pool.on("error", () => {});
  pool.on("connect", (client) => {
    client.on("error", () => {});
    const statements = new StatementCache(options.statementLimit ?? 256);
    connections.set(client, { statements, generation });
  });

  async function acquire(): Promise<Session> {
    for (;;) {
      const client = await pool.connect().catch((error: unknown) => {
        throw acquireFailed(error);
      });
      const connection = connections.get(client);
      if (connection === undefined) throw new Error("A pooled connection has no statement cache");
      if (connection.generation === generation) return { client, ...connection };
      client.release(true);
    }
  }

  return {
    async run(batch) {
      assertSendable(batch);
      const session = await acquire();
      try {
        return await runOrRetry(session, batch);
      } finally {
        // Anything but idle (a BEGIN in the query, a lost socket) ends the connection.
        const usable = session.client.getTransactionStatus() === "I";
        session.client.release(!usable || session.generation !== generation);
      }
    },
    renew() {
      generation += 1;
    },
    end: () => pool.end(),
  };
}

async function runOrRetry(session: Session, batch: Batch): Promise<BatchResult> {
  try {
    return await send(session, batch);
  } catch (error) {
    if (!isStaleStatement(error)) throw error;
    session.statements.forgetAll();
    return await send(session, batch);
  }
}

async function send({ client, statements }: Session, batch: Batch): Promise<BatchResult> {
  const result = await client.query(new Train(batch, statements)).done;
  if (client.getTransactionStatus() === "I") return result;
  throw rowlockError("INTERNAL", {
    message: "A batch left its transaction open, so it was undone",
  });
}

// 26000: the statement is gone (DEALLOCATE, a pooler's other server). 0A000 of this routine: a table changed and the
// statement now gives other columns. Both come before the query runs, and the error undid what ran ahead of it.
function isStaleStatement(error: unknown): boolean {
  if (!(error instanceof PostgresError)) return false;
  return (
    error.code === "26000" || (error.code === "0A000" && error.routine === "RevalidateCachedQuery")
  );
}

// What PostgreSQL's wire format cannot carry is refused before anything is written.
function assertSendable(batch: Batch): void {
  const texts = [batch.query.text, batch.preRequest?.text, batch.characteristics];
  if (texts.some((text) => text?.includes("\0"))) {
    throw rowlockError("INTERNAL", { message: "A statement may not hold a NUL character" });
  }
  if (batch.query.values.length > MAX_PARAMETERS) {
    throw rowlockError("TOO_MANY_PARAMETERS", {
      message: `A statement can carry ${MAX_PARAMETERS} parameters, not ${batch.query.values.length}`,
      hint: "Send fewer values at once",
    });
  }
}

// Runs batches over a pool of connections whose login has no rights of its own.
// Guarantees that a connection goes back to the pool only outside a transaction; that a batch is sent a second time only
// when PostgreSQL says that a prepared statement it named is gone or stale, so that nothing of the first remains;
// that waiting for a connection is bounded; and that a cancel reaches the batch that it is meant for, or none.
import { hasCode, rowlockError } from "../../errors/registry.ts";
import { requesterLeft } from "../database-unreachable.ts";
import { PostgresError } from "../postgres-error.ts";
import type { Batch, BatchResult, BatchRunner, ReadRunner } from "./batch.ts";
import { requestCancel } from "./cancel-request.ts";
import { createSessionPool, type Session, type SessionPoolOptions } from "./session-pool.ts";
import { Train } from "./train.ts";

/** The connection string is of a login that is NOINHERIT, no superuser and owns nothing. */
export type BatchRunnerOptions = Pick<SessionPoolOptions, "connectionString"> &
  Partial<SessionPoolOptions>;

const DEFAULTS = {
  applicationName: "rowlock",
  max: 10,
  acquireTimeoutMs: 10_000,
  idleTimeoutMs: 30_000,
  maxLifetimeSeconds: 1_800,
  statementLimit: 256,
};

export interface PooledBatchRunner extends BatchRunner, ReadRunner {
  /**
   * Has every connection replaced before its next batch: what a statement was prepared for (the types of its
   * parameters) and what `ALTER ROLE` says of the login may have changed. Batches under way are not disturbed.
   */
  renew(): void;
  /** Closes the connections once the batches under way are done. */
  end(): Promise<void>;
}

// The largest count that the protocol's 16 bits carry.
const MAX_PARAMETERS = 65_535;

export function createBatchRunner(options: BatchRunnerOptions): PooledBatchRunner {
  const pool = createSessionPool({ ...DEFAULTS, ...options });

  function giveBack(session: Session, reusable: boolean | Promise<boolean>): void {
    if (reusable instanceof Promise) void reusable.then((known) => giveBack(session, known));
    else if (reusable) pool.release(session);
    else pool.discard(session);
  }

  return {
    async run(batch, requester) {
      assertSendable(batch);
      if (requester?.hasLeft) throw requesterLeft();
      const acquired = pool.acquire(requester);
      const session = acquired instanceof Promise ? await acquired : acquired;
      let reusable: boolean | Promise<boolean> = true;
      if (requester !== undefined) {
        requester.onLeave = () => {
          reusable = requestCancel(session.client);
        };
      }
      try {
        const result = await sendOrRetry(session, batch);
        if (session.client.getTransactionStatus() === "I") return result;
        throw rowlockError("INTERNAL", {
          message: "A batch left its transaction open, so it was undone",
        });
      } catch (error) {
        // One lost connection fails one batch: whoever comes next must not be given it.
        if (isLost(error)) reusable = false;
        throw requester?.hasLeft && isCancelled(error) ? requesterLeft() : error;
      } finally {
        if (requester !== undefined) requester.onLeave = undefined;
        giveBack(session, reusable);
      }
    },
    async readAll(batches) {
      for (const batch of batches) assertSendable(batch);
      const acquired = pool.acquire();
      const session = acquired instanceof Promise ? await acquired : acquired;
      const results = await sendAll(session, batches);
      giveBack(session, !results.some((one) => one.status === "rejected" && isLost(one.reason)));
      return results;
    },
    renew: pool.renew,
    end: pool.end,
  };
}

function sendOrRetry(session: Session, batch: Batch): Promise<BatchResult> {
  return send(session, batch).catch(async (error: unknown) => {
    if (!isStaleStatement(error)) throw error;
    session.statements.forgetAll();
    // It may have been among those that clear up, which stand in a transaction of their own.
    if (session.client.getTransactionStatus() !== "I") await session.client.query("rollback");
    return send(session, batch);
  });
}

/** Coupled, so one write and one answer in place of a round trip each. A stale statement concerns the batch that names it. */
async function sendAll(
  session: Session,
  batches: readonly Batch[],
): Promise<PromiseSettledResult<BatchResult>[]> {
  const trains: Train[] = [];
  for (const batch of [...batches].reverse()) trains.unshift(new Train(batch, session, trains[0]));
  const [first] = trains;
  if (first === undefined) return [];
  session.client.query(first);
  const results = await Promise.allSettled(trains.map((train) => train.done));
  for (const [index, result] of results.entries()) {
    const batch = batches[index];
    if (batch === undefined || result.status === "fulfilled" || !isStaleStatement(result.reason)) {
      continue;
    }
    session.statements.forgetAll();
    const [again] = await Promise.allSettled([send(session, batch)]);
    results[index] = again;
  }
  return results;
}

function send(session: Session, batch: Batch): Promise<BatchResult> {
  return session.client.query(new Train(batch, session)).done;
}

// 26000: the statement is gone (DEALLOCATE, a pooler's other server). 0A000 of this routine: a table changed and the
// statement now gives other columns. Both come before the query runs, and the error undid what ran ahead of it.
function isStaleStatement(error: unknown): boolean {
  if (!(error instanceof PostgresError)) return false;
  return (
    error.code === "26000" || (error.code === "0A000" && error.routine === "RevalidateCachedQuery")
  );
}

function isLost(error: unknown): boolean {
  return hasCode(error, "DATABASE_UNREACHABLE");
}

function isCancelled(error: unknown): boolean {
  return error instanceof PostgresError && error.code === "57014";
}

// What PostgreSQL's wire format cannot carry is refused before anything is written.
function assertSendable(batch: Batch): void {
  const texts = [
    batch.query.text,
    batch.preRequest?.text,
    batch.asLogin?.text,
    batch.characteristics,
  ];
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

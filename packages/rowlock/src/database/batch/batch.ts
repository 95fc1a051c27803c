// One request to the database as plain data: who asks, with which settings, and the one query to run.
// Everything runs in one implicit transaction, up to one Sync. See docs/rooms/database.md.
import type { SqlValue } from "../../sql/fragment.ts";

interface BatchStatement {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

export interface Batch {
  /** The role that the query runs as. Always set, for anon too. */
  readonly role: string;
  /** Transaction-local settings that are made before the role is taken, with what the login itself may set. */
  readonly loginSettings?: readonly (readonly [name: string, value: string])[] | undefined;
  /** Transaction-local settings in their order, `request.jwt.claims` among them. */
  readonly settings: readonly (readonly [name: string, value: string])[];
  /**
   * Runs it in a read-only transaction, which spares the next batch some clearing up: nothing that writes has left
   * anything (from PostgreSQL 16 on). Default false.
   */
  readonly readOnly?: boolean | undefined;
  /** Runs as the login itself, before role and settings; what it may do must stay with the login. */
  readonly asLogin?: BatchStatement | undefined;
  /** Such as `SET TRANSACTION ISOLATION LEVEL SERIALIZABLE`; runs before everything else. */
  readonly characteristics?: string | undefined;
  /** Runs after the settings and before the query, as the role. */
  readonly preRequest?: BatchStatement | undefined;
  readonly query: BatchStatement;
  /** False: nothing is prepared by name, as a pooler in transaction mode needs it (PostgREST's db-prepared-statements). Default true. */
  readonly prepare?: boolean | undefined;
  /** What becomes of the work when nothing fails. Default "commit". Deferred constraints are checked in either case. */
  readonly end?: "commit" | "rollback" | undefined;
  /** Asked with the result before the end; costs a second round trip, so only where the answer decides. */
  readonly decide?: ((result: BatchResult) => "commit" | "rollback") | undefined;
}

export interface BatchResult {
  readonly columns: readonly string[];
  /** Text format, as PostgreSQL sent it. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** The command tag, such as `SELECT 3`. */
  readonly command: string;
}

/**
 * Whoever waits for a batch. Once they have left nothing is begun for them any more, and what runs is cancelled.
 * No AbortSignal: to make one and to listen to it costs a quarter of a small batch.
 */
export interface Requester {
  readonly hasLeft: boolean;
  /** Called once, when they leave. It belongs to whatever works for them at the moment. */
  onLeave: (() => void) | undefined;
}

/**
 * Runs batches. A rejection is a PostgresError (with its SQLSTATE), a RowlockError `DATABASE_UNREACHABLE`,
 * `DATABASE_BUSY`, `REQUESTER_LEFT` or `TOO_MANY_PARAMETERS`, or what `decide` threw; in each case nothing of the batch
 * is kept, unless the requester left while it was being committed.
 * Nothing that one batch leaves in its session is ever met by another: settings, temporary tables, what sequences gave,
 * open cursors, advisory locks, LISTEN.
 */
export interface BatchRunner {
  run(batch: Batch, requester?: Requester): Promise<BatchResult>;
}

/** A batch that only reads, and is not decided upon. */
export type ReadBatch = Pick<Batch, "role" | "settings" | "query"> & { readonly readOnly: true };

/** For whoever asks the same in many names. */
export interface ReadRunner {
  /**
   * Runs them one after the other on one connection, each a transaction of its own, in one round trip. What one of them
   * fails with concerns it alone; results have their order. Rejects when there is no connection.
   */
  readAll(batches: readonly ReadBatch[]): Promise<readonly PromiseSettledResult<BatchResult>[]>;
}

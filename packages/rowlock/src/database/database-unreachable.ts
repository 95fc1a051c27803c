// The errors for a database that cannot be spoken to: refused, lost, shutting down, wrong password, too many clients,
// or every connection taken. They name the reason in the server's or the system's words, never the connection string.
import { rowlockError } from "../errors/registry.ts";
import type { RowlockError } from "../errors/rowlock-error.ts";
import { isReportedError } from "./postgres-error.ts";

/** Makes the error `DATABASE_UNREACHABLE` from what pg, a socket or the server said. */
export function databaseUnreachable(cause: unknown): RowlockError {
  return rowlockError("DATABASE_UNREACHABLE", {
    message: "The database cannot be reached",
    hint: "Check that it runs and that the connection string is right; Rowlock connects anew by itself",
    details: reasonOf(cause),
    cause,
  });
}

/** Makes the error for a connection that a pool did not give: `DATABASE_BUSY` when it waited in vain. */
export function acquireFailed(cause: unknown): RowlockError {
  // pg-pool tells its own timeout by these words alone.
  const timedOut =
    cause instanceof Error && cause.message === "timeout exceeded when trying to connect";
  return timedOut ? databaseBusy() : databaseUnreachable(cause);
}

/** Whether a server, or a pooler before it, has no room for one more connection. */
export function isFull(error: unknown): boolean {
  if (!isReportedError(error)) return false;
  // 53300 is PostgreSQL's, of a role's or database's own limit too; poolers say it in words alone.
  return error.code === "53300" || /max.?client|no more connections/i.test(error.message);
}

/** Makes the error `REQUESTER_LEFT`. */
export function requesterLeft(): RowlockError {
  return rowlockError("REQUESTER_LEFT", {
    message: "Whoever asked has left, so the work was cancelled",
  });
}

/** Makes the error `DATABASE_BUSY`. */
export function databaseBusy(): RowlockError {
  return rowlockError("DATABASE_BUSY", {
    message: "No connection to the database became free in time",
    hint: "Allow more connections, or look for queries that take long",
  });
}

function reasonOf(cause: unknown): string {
  if (isReportedError(cause)) return `${cause.code}: ${cause.message}`;
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join("; ");
  return cause instanceof Error ? cause.message : "unknown";
}

// The one error for a database that cannot be spoken to: refused, lost, shutting down, wrong password, too many clients.
// It names the reason in the server's or the system's words, never the connection string.
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

function reasonOf(cause: unknown): string {
  if (isReportedError(cause)) return `${cause.code}: ${cause.message}`;
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join("; ");
  return cause instanceof Error ? cause.message : "unknown";
}

// What pg and its sockets throw, as errors of Rowlock's own. Knows neither pg nor connections, so that whoever only tells
// an error need not load them.
import { databaseUnreachable } from "./database-unreachable.ts";
import { endsSession, isReportedError, PostgresError } from "./postgres-error.ts";

/** Gives a server's report its class; anything else stays as it is. */
export function toDatabaseError(error: unknown): unknown {
  if (!isReportedError(error)) return isLostConnection(error) ? databaseUnreachable(error) : error;
  return endsSession(error) ? databaseUnreachable(error) : new PostgresError(error);
}

const LOST = new Set(["ECONNRESET", "ECONNREFUSED", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH"]);

function isLostConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // pg's own words for a socket that closed under it.
  const words = /^(Connection terminated|Client has encountered a connection error)/;
  return LOST.has((error as NodeJS.ErrnoException).code ?? "") || words.test(error.message);
}

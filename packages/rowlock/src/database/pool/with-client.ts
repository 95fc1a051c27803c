// One connection for a piece of trusted administrative work: migrations, reading the catalog, setting up.
// Requests of users never come this way; they are batches (batch/).
import pg from "pg";
import { databaseUnreachable } from "../database-unreachable.ts";
import { endsSession, isReportedError, PostgresError } from "../postgres-error.ts";

/**
 * Connects, runs the work, and closes the connection. pg's own errors become Rowlock's.
 * @throws DATABASE_UNREACHABLE, a PostgresError, or what the work throws
 */
export async function withClient<T>(
  connectionString: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString, application_name: "rowlock" });
  // A connection that breaks fails the query that is under way; there is nobody else to tell.
  client.on("error", () => {});
  try {
    await client.connect();
  } catch (error) {
    throw databaseUnreachable(error);
  }
  try {
    return await work(client);
  } catch (error) {
    throw toDatabaseError(error);
  } finally {
    await client.end().catch(() => {});
  }
}

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

// One connection for a piece of trusted administrative work: migrations, reading the catalog, setting up.
// Requests of users never come this way; they are batches (batch/).
import pg from "pg";
import { databaseUnreachable } from "../database-unreachable.ts";
import { toDatabaseError } from "../to-database-error.ts";

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

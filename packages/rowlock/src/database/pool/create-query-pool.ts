// A small pool for trusted SQL of Rowlock's own: the identity store, the catalog, Studio's administrative reads.
// Separate from the batches, so that neither starves the other and no request's role is ever set here.
import pg from "pg";
import { inTransaction } from "../../sql/sql-client.ts";
import { acquireFailed } from "../database-unreachable.ts";
import { toDatabaseError } from "../to-database-error.ts";

export interface QueryPoolOptions {
  readonly connectionString: string;
  /** Default 4. */
  readonly max?: number;
  /** How long a query may wait for a connection, in milliseconds. Default 10,000. */
  readonly acquireTimeoutMs?: number;
  /** How long one statement may take, in milliseconds. Default: the server's own setting. */
  readonly statementTimeoutMs?: number;
  /** How values of a type (by OID) are read, where not as pg reads them. */
  readonly types?: pg.CustomTypesConfig;
}

export interface QueryPool {
  /** One statement with bound values; or, without values, several. */
  query<Row extends pg.QueryResultRow>(
    text: string,
    values?: readonly unknown[],
  ): Promise<pg.QueryResult<Row>>;
  /** One connection for the length of the work. */
  withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  /** One transaction: committed when the work resolves, undone when it throws. */
  transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  /** Closes the connections once the work under way is done. */
  end(): Promise<void>;
}

/** Its methods throw DATABASE_UNREACHABLE, DATABASE_BUSY, a PostgresError, or what the work throws. */
export function createQueryPool(options: QueryPoolOptions): QueryPool {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.max ?? 4,
    connectionTimeoutMillis: options.acquireTimeoutMs ?? 10_000,
    idleTimeoutMillis: 30_000,
    application_name: "rowlock",
    ...(options.statementTimeoutMs === undefined
      ? {}
      : { statement_timeout: options.statementTimeoutMs }),
    ...(options.types === undefined ? {} : { types: options.types }),
  });
  pool.on("error", () => {});
  pool.on("connect", (client) => {
    client.on("error", () => {});
  });

  async function withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect().catch((error: unknown) => {
      throw acquireFailed(error);
    });
    try {
      return await work(client);
    } catch (error) {
      throw toDatabaseError(error);
    } finally {
      client.release(client.getTransactionStatus() !== "I");
    }
  }

  return {
    query: (text, values) =>
      withClient((client) => client.query(text, values === undefined ? undefined : [...values])),
    withClient,
    transaction: (work) => withClient((client) => inTransaction(client, () => work(client))),
    end: () => pool.end(),
  };
}

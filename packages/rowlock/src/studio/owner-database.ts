// Studio's own reading and writing of the app's database, as the role that owns it, through a small pool.
// Guarantee: only fragments and readings of the catalog run here, so every value is bound; a statement never runs longer than its time.
import type { QueryResult, QueryResultRow } from "pg";
import { createQueryPool } from "../database/pool/create-query-pool.ts";
import { withClient } from "../database/pool/with-client.ts";
import { compile, type Sql } from "../sql/fragment.ts";
import type { SqlClient } from "../sql/sql-client.ts";
import { StudioError } from "./studio-error.ts";

export interface OwnerConnection {
  /** Rows as objects, with pg's own types. */
  rows<Row extends object>(statement: Sql): Promise<readonly Row[]>;
  /** Rows as texts, just as PostgreSQL wrote them. */
  texts(statement: Sql): Promise<TextRows>;
  /** A reading of the catalog, on one connection. */
  read<T>(load: (client: SqlClient) => Promise<T>): Promise<T>;
}

/** Throws a PostgresError, DATABASE_UNREACHABLE or DATABASE_BUSY. */
export interface OwnerDatabase extends OwnerConnection {
  /** For runs that need a connection of their own. Holds a password: never shown, never logged. */
  readonly connectionString: string;
  /** The same connections; a statement that runs when the signal aborts is ended in the server, too. */
  cancelledBy(signal: AbortSignal): OwnerConnection;
  /** The work in one transaction. */
  transaction<T>(work: (connection: OwnerConnection) => Promise<T>): Promise<T>;
  end(): Promise<void>;
}

export interface TextRows {
  readonly rows: readonly (readonly (string | null)[])[];
  readonly rowCount: number;
}

const STATEMENT_TIMEOUT_MS = 30_000;

const AS_TEXT = { getTypeParser: () => (value: string) => value };

export function createOwnerDatabase(connectionString: string): OwnerDatabase {
  const pool = createQueryPool({ connectionString, statementTimeoutMs: STATEMENT_TIMEOUT_MS });
  return {
    connectionString,
    rows: (statement) => pool.withClient((client) => readObjects(client, statement)),
    texts: (statement) => pool.withClient((client) => readTexts(client, statement)),
    read: (load) => pool.withClient(load),
    cancelledBy(signal) {
      const until = cancellation(connectionString, signal);
      return {
        rows: (statement) =>
          pool.withClient((client) => until(client, () => readObjects(client, statement))),
        texts: (statement) =>
          pool.withClient((client) => until(client, () => readTexts(client, statement))),
        read: (load) => pool.withClient((client) => until(client, () => load(client))),
      };
    },
    transaction: (work) =>
      pool.transaction((client) =>
        work({
          rows: (statement) => readObjects(client, statement),
          texts: (statement) => readTexts(client, statement),
          read: (load) => load(client),
        }),
      ),
    end: () => pool.end(),
  };
}

type Cancellation = <T>(client: SqlClient, work: () => Promise<T>) => Promise<T>;

/**
 * Asks on a connection of its own, for those of the pool may all be at work. The client is given back only after the
 * question was answered, so that it can't end a statement of somebody else.
 */
function cancellation(connectionString: string, signal: AbortSignal): Cancellation {
  return async (client, work) => {
    const { rows } = await client.query<{ id: number }>("select pg_catalog.pg_backend_pid() as id");
    if (signal.aborted) throw abandoned();
    let asked: Promise<unknown> | undefined;
    const ask = () => {
      asked = withClient(connectionString, (other) =>
        other.query("select pg_catalog.pg_cancel_backend($1)", [rows[0]?.id]),
      ).catch(() => {});
    };
    signal.addEventListener("abort", ask, { once: true });
    try {
      return await work();
    } finally {
      signal.removeEventListener("abort", ask);
      await asked;
    }
  };
}

function abandoned(): StudioError {
  return new StudioError("STUDIO_ABANDONED", { message: "Nobody waits for the answer any more" });
}

async function readObjects<Row extends object>(
  client: SqlClient,
  statement: Sql,
): Promise<readonly Row[]> {
  const { text, values } = compile(statement);
  const result: QueryResult<Row & QueryResultRow> = await client.query(text, [...values]);
  return result.rows;
}

async function readTexts(client: SqlClient, statement: Sql): Promise<TextRows> {
  const { text, values } = compile(statement);
  const result = await client.query<(string | null)[]>({
    text,
    values: [...values],
    rowMode: "array",
    types: AS_TEXT,
  });
  return { rows: result.rows, rowCount: result.rowCount ?? 0 };
}

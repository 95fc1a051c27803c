// Studio's own reading and writing of the app's database, as the role that owns it, through a small pool.
// Guarantee: only fragments run here, so every value is bound; a statement never runs longer than its time.
import pg from "pg";
import { compile, type Sql } from "../sql/fragment.ts";

export interface OwnerDatabase {
  /** For runs that need a connection of their own. Holds a password: never shown, never logged. */
  readonly connectionString: string;
  /** Rows as objects, with pg's own types. */
  rows<Row extends object>(statement: Sql): Promise<readonly Row[]>;
  /** Rows as texts, just as PostgreSQL wrote them. */
  texts(statement: Sql): Promise<TextRows>;
  /** The work in one transaction. */
  transaction<T>(work: (connection: OwnerConnection) => Promise<T>): Promise<T>;
  end(): Promise<void>;
}

export type OwnerConnection = Pick<OwnerDatabase, "rows" | "texts">;

export interface TextRows {
  readonly rows: readonly (readonly (string | null)[])[];
  readonly rowCount: number;
}

export interface OwnerDatabaseOptions {
  readonly connectionString: string;
  /** Milliseconds that one statement may take. */
  readonly statementTimeout?: number;
}

const AS_TEXT = { getTypeParser: () => (value: string) => value };

export function createOwnerDatabase(options: OwnerDatabaseOptions): OwnerDatabase {
  const { connectionString, statementTimeout = 30_000 } = options;
  const pool = new pg.Pool({
    connectionString,
    max: 4,
    idleTimeoutMillis: 10_000,
    connectionTimeoutMillis: 10_000,
    allowExitOnIdle: true,
    application_name: "Rowlock Studio",
    statement_timeout: statementTimeout,
  });
  // An idle connection that breaks is replaced by the pool; the next statement tells if nothing answers.
  pool.on("error", () => {});
  return {
    connectionString,
    ...connectionOver(pool),
    async transaction(work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query("begin");
        const result = await work(connectionOver(client));
        await client.query("commit");
        return result;
      } catch (error) {
        await client.query("rollback").catch((cause: Error) => {
          broken = cause;
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },
    end: () => pool.end(),
  };
}

function connectionOver(queryable: Pick<pg.Pool, "query">): OwnerConnection {
  return {
    async rows<Row extends object>(statement: Sql) {
      const { text, values } = compile(statement);
      const result = await queryable.query<Row & pg.QueryResultRow>(text, [...values]);
      return result.rows;
    },
    async texts(statement) {
      const { text, values } = compile(statement);
      const result = await queryable.query<(string | null)[]>({
        text,
        values: [...values],
        rowMode: "array",
        types: AS_TEXT,
      });
      return { rows: result.rows, rowCount: result.rowCount ?? 0 };
    },
  };
}

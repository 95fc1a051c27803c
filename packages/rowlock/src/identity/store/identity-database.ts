// The identity service's own database: parameters always bound, int8 read as numbers (all times are milliseconds).
// A transaction is undone by any error, but for a ClerkApiError that keeps its work (a counted attempt).
import { AsyncLocalStorage } from "node:async_hooks";
import pg from "pg";
import { compile, param, type Sql } from "../../sql/fragment.ts";
import { ClerkApiError } from "../errors/clerk-api-error.ts";
import { createStatementNames } from "./statement-names.ts";

/** Something that runs a statement: the database itself, or a transaction in it. */
export interface Queryable {
  /** Runs one statement. One that comes again is kept prepared on each connection. */
  query<Row>(statement: Sql): Promise<readonly Row[]>;
}

export interface IdentityDatabase extends Queryable {
  /** Runs the work in one transaction on one connection; again when a deadlock undid it. */
  transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T>;
}

const INT8 = 20;

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === INT8
      ? Number
      : pg.types.getTypeParser(oid, format as "text")) as pg.CustomTypesConfig["getTypeParser"],
};

type NameOf = ReturnType<typeof createStatementNames>;

function queryable(connection: pg.Pool | pg.PoolClient, nameOf: NameOf): Queryable {
  return {
    async query<Row>(statement: Sql) {
      const { text, values } = compile(statement);
      // A text without values may be several statements, which can't be prepared.
      const name = values.length === 0 ? undefined : nameOf(text);
      const named = name === undefined ? {} : { name };
      const result = await connection.query({ ...named, text, values: [...values], types });
      return result.rows as Row[];
    },
  };
}

/**
 * Wraps a pool of connections to `rowlock_identity`. The pool stays its owner's to end.
 * INVARIANT: work inside a transaction speaks to the transaction alone. If it asked the pool for a second connection,
 * as many requests as there are connections would wait for each other forever; so that throws.
 */
export function openIdentityDatabase(pool: pg.Pool): IdentityDatabase {
  const inside = new AsyncLocalStorage<true>();
  const nameOf = createStatementNames();
  const outside = queryable(pool, nameOf);

  function requireOutside(): void {
    if (inside.getStore())
      throw new Error("Work inside a transaction asked for another connection");
  }

  return {
    async query<Row>(statement: Sql) {
      requireOutside();
      return outside.query<Row>(statement);
    },
    async transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T> {
      requireOutside();
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await inside.run(true, () =>
            runTransaction(pool, (connection) => work(queryable(connection, nameOf))),
          );
        } catch (error) {
          if (attempt === MAX_ATTEMPTS || !isDeadlock(error)) throw error;
        }
      }
    },
  };
}

const MAX_ATTEMPTS = 3;

/** Two transactions waited for each other, and PostgreSQL undid this one: it may simply run again. */
function isDeadlock(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "40P01";
}

async function runTransaction<T>(
  pool: pg.Pool,
  work: (connection: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const connection = await pool.connect();
  let broken: Error | undefined;
  try {
    await connection.query("begin");
    const result = await work(connection);
    await connection.query("commit");
    return result;
  } catch (error) {
    const kept = error instanceof ClerkApiError && error.keepsWork;
    await connection.query(kept ? "commit" : "rollback").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    connection.release(broken);
  }
}

/** Binds a number; the SQL around it says its type. */
export function number(value: number): Sql {
  return param(String(value));
}

/** Binds a value as JSON text; put `::jsonb` behind it where the type is not plain from the place. */
export function json(value: unknown): Sql {
  return param(JSON.stringify(value));
}

/** Binds an optional number or null. */
export function numberOrNull(value: number | null): Sql {
  return param(value === null ? null : String(value));
}

/** Binds a list as a text array, for `= any(...)`. */
export function textArray(values: readonly string[]): Sql {
  const items = values.map((value) => `"${value.replace(/["\\]/g, "\\$&")}"`);
  return param(`{${items.join(",")}}`);
}

/** The only row of a result. */
export function only<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new Error("A statement gave no row where one was expected");
  return row;
}

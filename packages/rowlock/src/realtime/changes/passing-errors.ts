// Which errors of the database are no verdict: a lost connection, a restart, a lock, a table that has just changed. Whoever
// meets one asks again, so that no change is lost to it.
import { PostgresError } from "../../database/postgres-error.ts";

const PASSING = /^(08|40|53|55P03|57P0)/;

/** The name of a column, a table or a schema that is no more. */
const STALE = /^(42703|42P01|3F000)$/;

export function isPassing(error: unknown): boolean {
  return !(error instanceof PostgresError) || PASSING.test(error.code);
}

/** What is known of the table may be old; it is worth one more try. */
export function isStale(error: unknown): boolean {
  return error instanceof PostgresError && STALE.test(error.code);
}

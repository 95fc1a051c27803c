// What the database answered to a statement, read from its one row.
import type { BatchResult } from "../../database/batch/batch.ts";
import type { ResultColumn } from "../render/statement.ts";

export interface Outcome {
  /** All rows that there are, where they were counted. */
  readonly total: bigint | undefined;
  /** The rows of this answer, or those that were written. */
  readonly rows: bigint;
  /** Text as PostgreSQL made it. */
  readonly body: string;
  /** What functions set `response.headers` and `response.status` to. */
  readonly headers: string | undefined;
  readonly status: string | undefined;
  /** The key of an inserted row, as JSON pairs. */
  readonly location: string | undefined;
  /** How many rows an upsert inserted. */
  readonly inserted: bigint | undefined;
}

/** A statement that gives no row has done nothing. */
export function outcomeOf(
  { rows: [row = []] }: BatchResult,
  columns: readonly ResultColumn[],
): Outcome {
  const text = (name: ResultColumn) => row[columns.indexOf(name)] ?? undefined;
  const number = (name: ResultColumn) => {
    const found = text(name);
    return found === undefined ? undefined : BigInt(found);
  };
  return {
    total: number("total"),
    rows: number("rows") ?? 0n,
    body: text("body") ?? "",
    headers: text("headers"),
    status: text("status"),
    location: text("location"),
    inserted: number("inserted"),
  };
}

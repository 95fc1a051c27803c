// How many rows a table or a filter has: counted where that is quick, the planner's estimate where it is not.
import { type Sql, sql } from "../../sql/fragment.ts";
import type { OwnerConnection, OwnerDatabase } from "../owner-database.ts";
import type { CountRows, RowCount } from "../wire/rows.ts";
import { filterCondition } from "./filter.ts";
import { readTableShape } from "./table-shape.ts";

/** Up to so many expected rows are counted at once. */
const COUNTED = 50_000;

/** A filter may have to read millions of rows to find a few: what nobody asked for is not waited for. */
const UNASKED_MS = 1000;

interface Plan {
  readonly Plan: { readonly "Plan Rows": number };
}

export interface CountContext {
  readonly database: OwnerDatabase;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

export async function countRows(
  request: CountRows,
  { database, signal }: CountContext,
): Promise<RowCount> {
  const shape = await readTableShape(database, request);
  const from = sql`from ${shape.table} t where ${filterCondition(request.filters, shape.names)}`;
  if (request.exact) {
    return { count: await counted(database.cancelledBy(signal), from), exact: true };
  }
  const expected = await expectedRows(database, from);
  if (expected > COUNTED) return { count: expected, exact: false };
  const soon = AbortSignal.any([signal, AbortSignal.timeout(UNASKED_MS)]);
  try {
    return { count: await counted(database.cancelledBy(soon), from), exact: true };
  } catch (error) {
    if (!soon.aborted) throw error;
    return { count: expected, exact: false };
  }
}

async function counted(database: OwnerConnection, from: Sql): Promise<number> {
  const [found] = await database.rows<{ count: number }>(
    sql`select count(*)::float8 as count ${from}`,
  );
  return found?.count ?? 0;
}

async function expectedRows(database: OwnerConnection, from: Sql): Promise<number> {
  const [explained] = await database.rows<{ "QUERY PLAN": readonly Plan[] }>(
    sql`explain (format json) select 1 ${from}`,
  );
  return explained?.["QUERY PLAN"][0]?.Plan["Plan Rows"] ?? 0;
}

// How many rows a table or a filter has: counted where they are few, the planner's estimate where they are many.
import { type Sql, sql } from "../../sql/fragment.ts";
import type { OwnerConnection } from "../owner-database.ts";
import type { CountRows, RowCount } from "../wire/rows.ts";
import { filterCondition } from "./filter.ts";
import { readTableShape } from "./table-shape.ts";

/** Up to so many expected rows are counted at once. */
const COUNTED = 50_000;

interface Plan {
  readonly Plan: { readonly "Plan Rows": number };
}

export async function countRows(request: CountRows, database: OwnerConnection): Promise<RowCount> {
  const shape = await readTableShape(database, request);
  const from = sql`from ${shape.table} t where ${filterCondition(request.filters, shape.names)}`;
  if (!request.exact) {
    const expected = await expectedRows(database, from);
    if (expected > COUNTED) return { count: expected, exact: false };
  }
  const [counted] = await database.rows<{ count: number }>(
    sql`select count(*)::float8 as count ${from}`,
  );
  return { count: counted?.count ?? 0, exact: true };
}

async function expectedRows(database: OwnerConnection, from: Sql): Promise<number> {
  const [explained] = await database.rows<{ "QUERY PLAN": readonly Plan[] }>(
    sql`explain (format json) select 1 ${from}`,
  );
  return explained?.["QUERY PLAN"][0]?.Plan["Plan Rows"] ?? 0;
}

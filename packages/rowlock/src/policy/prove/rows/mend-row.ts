// What to do when PostgreSQL refuses a planned row: learn from the refusal which values to prefer, and plan anew.
import { loadPartitionChecks } from "../../../catalog/parts/constraints.ts";
import { compile, identifier, sql } from "../../../sql/fragment.ts";
import type { SqlClient } from "../../../sql/sql-client.ts";
import type { JsonObject } from "../../../tokens/verified-token.ts";
import type { DatabaseAnalysis } from "../../analysis/database-analysis.ts";
import { candidatesFor } from "./candidates.ts";
import { type Check, meetCheck } from "./meet-check.ts";
import type { PlannedRow, RowPlanner } from "./row-planner.ts";
import { columnOf } from "./table-shape.ts";

export interface Mending {
  readonly client: SqlClient;
  readonly database: DatabaseAnalysis;
  readonly planner: RowPlanner;
}

interface Failure {
  readonly error: unknown;
  readonly making: Mending;
}

export interface Report {
  readonly code?: string;
  readonly constraint?: string;
  readonly column?: string;
  readonly message?: string;
}

/** Learns from PostgreSQL's refusal which values to prefer; false when there is nothing to learn. */
export async function mendRow(row: PlannedRow, { error, making }: Failure): Promise<boolean> {
  const { code, constraint } = error as Report;
  const { client, planner } = making;
  if (code === "23514" && constraint !== undefined) {
    const checks = row.relation.constraints.flatMap((one) =>
      one.kind === "check" && one.name === constraint ? [one] : [],
    );
    if (await meetOne(row, checks, making)) return true;
    return (await mendDomain(row, { error, making })) || planner.keepApart(row.relation);
  }
  if (code === "23514")
    return meetOne(row, await loadPartitionChecks(client, row.relation.oid), making);
  // A value that the type or its domain refuses, such as a length or a form.
  if (code !== undefined && /^(22|23502|23514|42846|42804)/.test(code)) {
    return mendDomain(row, { error, making });
  }
  return false;
}

/** Prefers values that meet one of the checks; false when nothing tried meets any. */
async function meetOne(
  row: PlannedRow,
  checks: readonly Check[],
  { client, database, planner }: Mending,
): Promise<boolean> {
  for (const check of checks) {
    const attempt = await meetCheck(client, row, { check, database });
    for (const [column, make] of attempt ?? []) planner.prefer(row.relation, column, make);
    if (attempt !== undefined) return true;
  }
  return false;
}

/** Tries the next usual form for each column of a domain, one column a time. */
async function mendDomain(row: PlannedRow, { making }: Failure): Promise<boolean> {
  const { client, planner } = making;
  for (const column of row.relation.columns) {
    if (row.fixed.has(column.name) || column.generated) continue;
    if (await accepts(client, row, { [column.name]: row.values[column.name] ?? null })) continue;
    for (const make of candidatesFor(column, [])) {
      if (!(await accepts(client, row, { [column.name]: make(91_000) }))) continue;
      planner.prefer(row.relation, column.name, make);
      return true;
    }
  }
  return false;
}

/** Whether a value can be read as its column's type. */
async function accepts(
  client: SqlClient,
  { relation }: PlannedRow,
  value: JsonObject,
): Promise<boolean> {
  const [name] = Object.keys(value);
  if (name === undefined || columnOf(relation, name) === undefined) return true;
  const target = identifier(relation.schema, relation.name);
  const { text } = compile(
    sql`select (jsonb_populate_record(null::${target}, $1::jsonb)).${identifier(name)}`,
  );
  await client.query("savepoint accepting");
  try {
    await client.query(text, [JSON.stringify(value)]);
    return true;
  } catch {
    await client.query("rollback to savepoint accepting");
    return false;
  }
}

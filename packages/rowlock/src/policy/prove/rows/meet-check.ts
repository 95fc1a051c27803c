// Finds values that meet a check: PostgreSQL itself is asked, with candidates put in for the columns that may change.

import { compile, identifier, sql, trusted } from "../../../sql/fragment.ts";
import type { SqlClient } from "../../../sql/sql-client.ts";
import type { JsonObject, JsonValue } from "../../../tokens/verified-token.ts";
import type { DatabaseAnalysis } from "../../analysis/database-analysis.ts";
import { candidatesFor } from "./candidates.ts";
import { checkConstants, constantsIn } from "./check-constants.ts";
import type { MakeValue, PlannedRow } from "./row-planner.ts";
import { columnOf } from "./table-shape.ts";

/** Bounds the work for checks over several columns. */
const MAX_COMBINATIONS = 400;

type Attempt = readonly (readonly [column: string, make: MakeValue])[];

export interface Check {
  readonly columns: readonly string[];
  readonly expression: string;
}

/** What to prefer for which column, or undefined when nothing tried meets the check. */
export async function meetCheck(
  client: SqlClient,
  row: PlannedRow,
  { check, database }: { readonly check: Check; readonly database: DatabaseAnalysis },
): Promise<Attempt | undefined> {
  const own = constantsIn(check.expression, database.context);
  const free = check.columns.filter((name) => !row.fixed.has(name));
  const attempts = combinations(
    free.map((name) => {
      const column = columnOf(row.relation, name);
      const constants = [...new Set([...own, ...checkConstants(row.relation, name, database)])];
      const makes = column === undefined ? [] : [...candidatesFor(column, constants), () => null];
      return makes.map((make): readonly [string, MakeValue] => [name, make]);
    }),
  );
  const chosen = await firstMeeting(client, row, {
    expression: check.expression,
    overrides: attempts.map((attempt) => overrideOf(attempt)),
  });
  return chosen === undefined ? undefined : attempts[chosen];
}

function overrideOf(attempt: Attempt): JsonObject {
  const values: Record<string, JsonValue> = {};
  attempt.forEach(([column, make], index) => {
    values[column] = make(90_000 + index);
  });
  return values;
}

/** One column at a time first, then all together. */
function combinations(columns: readonly Attempt[]): readonly Attempt[] {
  const single = columns.flatMap((makes) => makes.map((make): Attempt => [make]));
  let together: Attempt[] = [[]];
  for (const makes of columns) {
    const next: Attempt[] = [];
    for (const attempt of together) {
      for (const make of makes) {
        if (next.length >= MAX_COMBINATIONS) break;
        next.push([...attempt, make]);
      }
    }
    together = next;
  }
  return [...single, ...(columns.length > 1 ? together : [])];
}

interface Question {
  readonly expression: string;
  readonly overrides: readonly JsonObject[];
}

/** Asks one by one where asking for all at once fails on a value that the type refuses. */
async function firstMeeting(
  client: SqlClient,
  { relation, values }: PlannedRow,
  { expression, overrides }: Question,
): Promise<number | undefined> {
  const target = identifier(relation.schema, relation.name);
  const query = sql`select exists (
    select from jsonb_populate_record(null::${target}, $1::jsonb || $2::jsonb) as ${identifier(relation.name)}
    where (${trusted(expression)}) is not false
  ) as meets`;
  const { text } = compile(query);
  for (const [index, override] of overrides.entries()) {
    await client.query("savepoint candidate");
    try {
      const { rows } = await client.query<{ meets: boolean }>(text, [
        JSON.stringify(values),
        JSON.stringify(override),
      ]);
      if (rows[0]?.meets) return index;
    } catch {
      await client.query("rollback to savepoint candidate");
    }
  }
  return undefined;
}

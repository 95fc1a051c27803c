// Finds the columns that SQL anywhere compares with the caller: in subqueries of policies, in bodies of functions.
// They tell which column of a table of memberships, or of a parent, holds a user's or an organization's id.
import type { SecurityModel } from "../../catalog/security-model.ts";
import { type CallerValue, readCallerValue } from "../expression/caller-value.ts";
import {
  type Expression,
  equatedSides,
  type Query,
  type TableReference,
  walk,
} from "../expression/expression.ts";
import { readRoutineBody } from "../expression/routine-body.ts";
import type { GuardContext } from "../expression/scope.ts";

export interface CallerColumn {
  /** The relation's oid. */
  readonly relation: string;
  readonly column: string;
  readonly caller: CallerValue;
}

/** In the subqueries of an expression. */
export function callerColumnsIn(
  expression: Expression,
  context: GuardContext,
): readonly CallerColumn[] {
  const found: CallerColumn[] = [];
  for (const inner of walk(expression)) {
    if (inner.kind === "subquery") collect(inner.query, [], { context, found });
  }
  return found;
}

/** In the bodies of functions that can be read. */
export function callerColumnsOfRoutines(
  model: SecurityModel,
  context: GuardContext,
): readonly CallerColumn[] {
  const found: CallerColumn[] = [];
  for (const routine of model.routines) {
    if (routine.kind !== "function" || routine.fromExtension) continue;
    const body = readRoutineBody(routine, context.parser);
    if (!body.ok) continue;
    collect(body.value, [], { context, found });
    for (const target of body.value.targets) found.push(...callerColumnsIn(target, context));
  }
  return found;
}

interface Collector {
  readonly context: GuardContext;
  readonly found: CallerColumn[];
}

function collect(query: Query, around: readonly TableReference[], collector: Collector): void {
  const tables = [...query.tables, ...around];
  for (const condition of query.conditions) {
    for (const inner of walk(condition)) {
      const [left, right] = equatedSides(inner);
      if (left !== undefined && right !== undefined) {
        addPair([left, right], tables, collector);
        addPair([right, left], tables, collector);
      } else if (inner.kind === "subquery") collect(inner.query, tables, collector);
    }
  }
  for (const nested of query.nested) collect(nested, tables, collector);
}

function addPair(
  [side, other]: readonly [Expression, Expression],
  tables: readonly TableReference[],
  { context, found }: Collector,
): void {
  const column = side.kind === "cast" ? side.arg : side;
  if (column.kind !== "column") return;
  const caller = readCallerValue(other, context);
  if (caller === undefined) return;
  const name = column.path.at(-1) ?? "";
  const qualifier = column.path.length > 1 ? column.path.at(-2) : undefined;
  for (const table of tables) {
    if (qualifier !== undefined && table.alias !== qualifier) continue;
    const relation = context.findRelation(table);
    if (!relation?.columns.some((one) => one.name === name)) continue;
    found.push({ relation: relation.oid, column: name, caller });
    return;
  }
}

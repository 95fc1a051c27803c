// Whether a function or view that runs with its owner's rights gives the caller's own rows only, where its body can be read.
import type { RoutineFacts } from "../../catalog/security/routines.ts";
import type { GuardedRelation } from "../../catalog/security/security-model.ts";
import type { DatabaseAnalysis } from "../analysis/database-analysis.ts";
import { waysOfAll } from "../expression/alternatives.ts";
import { type Expression, type Query, walk } from "../expression/expression.ts";
import { ingredientsOf } from "../expression/ingredients.ts";
import { readRoutineBody } from "../expression/routine-body.ts";
import { enterQuery, enterRoutine, type Scope } from "../expression/scope.ts";

/** Undefined when the body can't be read. */
export function definerReadsOnlyOwnRows(
  routine: RoutineFacts,
  { context }: DatabaseAnalysis,
): boolean | undefined {
  const body = readRoutineBody(routine, context.parser);
  if (!body.ok) return undefined;
  const outside: Scope = { context, levels: [], call: null, depth: 0 };
  return queryIsTied(body.value, enterRoutine(outside, routine, []));
}

/** A view that compares with the caller itself shows what policies would. */
export function viewShowsOnlyOwnRows(
  { definition }: GuardedRelation,
  { context }: DatabaseAnalysis,
): boolean {
  const query = definition === null ? undefined : context.parser.select(definition);
  return (
    query?.ok === true && queryIsTied(query.value, { context, levels: [], call: null, depth: 0 })
  );
}

/** Every way through a query's conditions must hold an equality with the caller. */
function queryIsTied(query: Query, scope: Scope): boolean {
  const inside = enterQuery(scope, query.tables);
  const nested = query.nested.every((one) => queryIsTied(one, inside));
  const inTargets = query.targets.every((target) => expressionIsTied(target, inside));
  if (query.tables.length === 0) return nested && inTargets;
  const ways = waysOfAll(query.conditions, inside);
  const tied =
    ways?.every((way) =>
      way.some(
        ({ expression, negated, scope: where }) =>
          !negated && isEquality(expression) && asksForCaller(expression, where),
      ),
    ) ?? false;
  return tied && nested && inTargets;
}

/** `user_id = coalesce(argument, me)` is what the argument makes of it. */
function asksForCaller(expression: Expression, scope: Scope): boolean {
  const { callers, row, opaque } = ingredientsOf(expression, scope);
  const fromOutside = expression.kind === "subquery" ? 0 : row.length + opaque.length;
  return callers.length > 0 && fromOutside === 0;
}

function isEquality(expression: Expression): boolean {
  const comparison = expression.kind === "operator" || expression.kind === "any";
  return expression.kind === "subquery" || (comparison && expression.operator === "=");
}

function expressionIsTied(expression: Expression, scope: Scope): boolean {
  for (const inner of walk(expression)) {
    if (inner.kind === "subquery" && !queryIsTied(inner.query, scope)) return false;
  }
  return true;
}

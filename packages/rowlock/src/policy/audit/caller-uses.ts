// Every place where SQL of the project reads a claim: policies, column defaults, function bodies.
// A claim that is read inside a function is told at the function, not at each of its callers.
import type { RoutineFacts } from "../../catalog/parts/routines.ts";
import type { AnalysedRelation, DatabaseAnalysis } from "../analysis/database-analysis.ts";
import { projectRoutines } from "../analysis/routines.ts";
import { type CallerValue, readCallerValue } from "../expression/caller-value.ts";
import {
  childrenOf,
  type Expression,
  expressionsOf,
  type Query,
} from "../expression/expression.ts";
import { readRoutineBody } from "../expression/routine-body.ts";
import type { GuardContext } from "../expression/scope.ts";
import type { FoundObject } from "./rule.ts";
import { policyRelations } from "./weak-policies.ts";

export interface CallerUse {
  readonly object: FoundObject;
  /** Names the place, for messages. */
  readonly place: string;
  readonly caller: CallerValue;
  readonly policy?: { readonly relation: AnalysedRelation; readonly name: string };
}

export function callerUses(database: DatabaseAnalysis): readonly CallerUse[] {
  return [
    ...policyRelations(database).flatMap((relation) => usesOfRelation(relation, database)),
    ...projectRoutines(database).flatMap((routine) => usesOfRoutine(routine, database.context)),
  ];
}

function usesOfRelation(
  relation: AnalysedRelation,
  { context }: DatabaseAnalysis,
): readonly CallerUse[] {
  const { schema, name: table } = relation;
  const uses: CallerUse[] = [];
  for (const { policy, using, check } of relation.guards) {
    for (const guard of new Set([using, check])) {
      if (!guard?.understood) continue;
      for (const caller of callerValuesIn(guard.expression, context)) {
        uses.push({
          object: { schema, table, policy: policy.name },
          place: `The policy "${policy.name}" on ${schema}.${table}`,
          caller,
          policy: { relation, name: policy.name },
        });
      }
    }
  }
  for (const column of relation.columns) {
    if (column.defaultExpression === null) continue;
    const parsed = context.parser.expression(column.defaultExpression);
    if (!parsed.ok) continue;
    for (const caller of callerValuesIn(parsed.value, context)) {
      uses.push({
        object: { schema, table, column: column.name },
        place: `The default of ${schema}.${table}.${column.name}`,
        caller,
      });
    }
  }
  return uses;
}

function usesOfRoutine(routine: RoutineFacts, context: GuardContext): readonly CallerUse[] {
  const body = readRoutineBody(routine, context.parser);
  if (!body.ok) return [];
  return [...callerValuesInQuery(body.value, context)].map((caller) => ({
    object: { schema: routine.schema, function: routine.name },
    place: `The function ${routine.schema}.${routine.name}()`,
    caller,
  }));
}

function* callerValuesIn(expression: Expression, context: GuardContext): Generator<CallerValue> {
  if (isOwnCall(expression, context)) return;
  const caller = readCallerValue(expression, context);
  if (caller !== undefined && !throughOwnCall(expression, context)) {
    yield caller;
    return;
  }
  for (const child of childrenOf(expression)) yield* callerValuesIn(child, context);
  if (expression.kind === "subquery") yield* callerValuesInQuery(expression.query, context);
}

function* callerValuesInQuery(query: Query, context: GuardContext): Generator<CallerValue> {
  for (const expression of expressionsOf(query)) yield* callerValuesIn(expression, context);
  for (const nested of query.nested) yield* callerValuesInQuery(nested, context);
}

function isOwnCall(expression: Expression, { findRoutine }: GuardContext): boolean {
  if (expression.kind !== "call" || expression.name.at(-2) === "auth") return false;
  return findRoutine(expression.name, expression.args.length) !== undefined;
}

/** Whether the claim is read in a function that this expression calls. */
function throughOwnCall(expression: Expression, context: GuardContext): boolean {
  if (isOwnCall(expression, context)) return true;
  const inner = expression.kind === "subquery" ? expression.query.targets : childrenOf(expression);
  return inner.some((child) => throughOwnCall(child, context));
}

/** `o.id` for `auth.jwt()->'o'->>'id'`. */
export function claimPath(caller: CallerValue): string {
  return caller.readings.map((reading) => reading.path.join(".")).join(" or ");
}

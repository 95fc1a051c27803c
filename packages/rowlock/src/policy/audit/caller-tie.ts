// Whether the conditions inside a function tie what it does to the caller: a column that equals an id of the caller, a
// subquery that looks the caller up, an argument that was found to be the caller's own id, a secret that opens one row.
import type { ColumnFacts } from "../../catalog/parts/columns.ts";
import type { Parameter, RoutineFacts } from "../../catalog/parts/routines.ts";
import type { DatabaseAnalysis } from "../analysis/database-analysis.ts";
import { asksForCaller } from "../analysis/routines.ts";
import { type Leaf, type Ways, waysOfAll } from "../expression/alternatives.ts";
import { readCallerValue } from "../expression/caller-value.ts";
import { meaningsOf } from "../expression/claim-meaning.ts";
import { classify } from "../expression/classify.ts";
import { type Expression, walk } from "../expression/expression.ts";
import { ingredientsOf } from "../expression/ingredients.ts";
import { mapExpression } from "../expression/map-expression.ts";
import { PASSED } from "../expression/plpgsql/execute.ts";
import { enterQuery, placeColumn, type Scope } from "../expression/scope.ts";

export interface Caller {
  readonly parameters: readonly Parameter[];
  readonly subject: DatabaseAnalysis;
  /** Whether callers without an id may call it. */
  readonly anonymous: boolean;
}

type Way = Ways[number];

export function tiesEveryWay(ways: Ways, caller: Caller): boolean {
  return ways
    .filter((way) => isPossible(way, caller))
    .every((way) => {
      const own = ownArguments(way, caller);
      return way.some((leaf) => isTie(withOwn(leaf, own, caller), caller));
    });
}

/** Whether a value is the caller's id, on this way. */
export function isCaller(
  value: Expression,
  way: Way,
  { scope, caller }: { readonly scope: Scope; readonly caller: Caller },
): boolean {
  if (!isPossible(way, caller)) return true;
  const own = ownArguments(way, caller);
  const { expression } = withOwn({ expression: value, negated: false, scope }, own, caller);
  return namesCaller(expression, caller);
}

/** A way on which somebody who may call can get. A person is never the server, and has an id unless anonymous. */
function isPossible(way: Way, caller: Caller): boolean {
  return !way.some((leaf) => {
    const { expression, negated, scope } = leaf;
    if (classify(leaf).kind === "never") return true;
    if (caller.anonymous || expression.kind !== "null-test" || expression.isNull === negated) {
      return false;
    }
    const { callers, tables } = ingredientsOf(expression.arg, scope);
    return (
      callers.length > 0 &&
      (tables.length === 0 || raisingRoutines(expression.arg, caller).length > 0)
    );
  });
}

/** Functions of the project that are called and may raise: what such a one gives is no NULL. */
function raisingRoutines(expression: Expression, { subject }: Caller): readonly RoutineFacts[] {
  return [...walk(expression)].flatMap((inner) => {
    if (inner.kind !== "call") return [];
    const routine = subject.context.findRoutine(inner.name, inner.args.length);
    const raises = /\braise\s+(exception\b|'|using\b)/i;
    return routine?.language === "plpgsql" && raises.test(routine.source) ? [routine] : [];
  });
}

/** The arguments that a way found to equal an id of the caller. */
function ownArguments(way: Way, caller: Caller): ReadonlySet<number> {
  const found = new Set<number>();
  for (const leaf of way) {
    const pair = equalPair(leaf);
    if (pair === undefined) continue;
    for (const [side, other] of [pair, [pair[1], pair[0]] as const]) {
      const number = argumentNumber(side, leaf.scope, caller);
      if (number !== undefined && namesCaller(other, caller)) found.add(number);
    }
  }
  return found;
}

function namesCaller(expression: Expression, { subject }: Caller): boolean {
  const value = readCallerValue(expression, subject.context);
  return value !== undefined && !meaningsOf(value).has("common");
}

function equalPair({ expression, negated }: Leaf): readonly [Expression, Expression] | undefined {
  if (expression.kind === "distinct" && expression.equal !== negated) {
    return [expression.left, expression.right];
  }
  if (expression.kind !== "operator" || expression.left === null) return undefined;
  return expression.operator === (negated ? "<>" : "=")
    ? [expression.left, expression.right]
    : undefined;
}

function argumentNumber(expression: Expression, scope: Scope, caller: Caller): number | undefined {
  if (expression.kind === "cast") return argumentNumber(expression.arg, scope, caller);
  if (expression.kind === "parameter") return expression.number;
  if (expression.kind !== "column") return undefined;
  const place = placeColumn(expression.path, scope);
  if (place.kind !== "column" || place.level >= 0) return undefined;
  const index = caller.parameters.findIndex(({ name }) => name === place.name);
  return index < 0 ? undefined : index + 1;
}

const CALLER: Expression = {
  kind: "operator",
  operator: "->>",
  left: { kind: "call", name: ["auth", "jwt"], args: [] },
  right: { kind: "constant", value: "sub" },
};

function withOwn(leaf: Leaf, own: ReadonlySet<number>, caller: Caller): Leaf {
  if (own.size === 0) return leaf;
  const expression = mapExpression(leaf.expression, (inner) => {
    if (inner.kind !== "parameter" && inner.kind !== "column") return undefined;
    const number = argumentNumber(inner, leaf.scope, caller);
    return number !== undefined && own.has(number) ? CALLER : undefined;
  });
  return { ...leaf, expression };
}

function isTie(leaf: Leaf, caller: Caller): boolean {
  const { expression, negated, scope } = leaf;
  const pair = equalPair(leaf);
  if (pair !== undefined) return pairTies(pair, scope, caller);
  if (opensBySecret(leaf, caller)) return true;
  if (expression.kind === "other" && expression.node === PASSED) {
    return raisingRoutines(expression, caller).some((one) => asksForCaller(one, caller.subject));
  }
  const parts = ingredientsOf(expression, scope);
  const asks = parts.callers.some((value) => !meaningsOf(value).has("common"));
  if (!asks) return false;
  switch (expression.kind) {
    case "subquery":
      return !negated;
    case "any":
      return !negated && expression.operator === "=";
    case "all":
      return negated && expression.operator === "<>";
    case "null-test":
      return expression.isNull === negated && parts.tables.length > 0;
    case "operator":
      return !negated && [">", ">=", "@>", "<@", "&&", "?"].includes(expression.operator);
    case "call":
      return !negated;
    default:
      return false;
  }
}

/** `if not found`, `if invitation is null`: a row was looked for by a secret, and there was one. */
function opensBySecret({ expression, negated, scope }: Leaf, caller: Caller): boolean {
  const looked =
    expression.kind === "null-test" && expression.isNull === negated ? expression.arg : expression;
  if (looked.kind !== "subquery") return false;
  if (looked === expression && (negated || looked.form !== "exists")) return false;
  const inside = enterQuery(scope, looked.query.tables);
  const ways = waysOfAll(looked.query.conditions, inside);
  return (
    ways?.every((way) =>
      way.some((one) => {
        const pair = equalPair(one);
        return pair !== undefined && pairIsSecret(pair, one.scope, caller);
      }),
    ) ?? false
  );
}

function pairIsSecret(
  [left, right]: readonly [Expression, Expression],
  scope: Scope,
  caller: Caller,
): boolean {
  return (
    (isSecret(left, scope, caller) && argumentNumber(right, scope, caller) !== undefined) ||
    (isSecret(right, scope, caller) && argumentNumber(left, scope, caller) !== undefined)
  );
}

function pairTies(
  [left, right]: readonly [Expression, Expression],
  scope: Scope,
  caller: Caller,
): boolean {
  if (pairIsSecret([left, right], scope, caller)) return true;
  for (const [side, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (!namesCaller(side, caller)) continue;
    if (namesCaller(other, caller) || argumentNumber(other, scope, caller)) return false;
    const { row, opaque } = ingredientsOf(other, scope);
    return other.kind === "subquery" || row.length + opaque.length === 0;
  }
  const parts = [left, right].map((side) => ingredientsOf(side, scope));
  const asks = parts.some(({ callers }) =>
    callers.some((value) => !meaningsOf(value).has("common")),
  );
  const isLookup = parts.some(({ callers, tables }) => callers.length > 0 && tables.length > 0);
  return asks && (isLookup || parts.every(({ row, opaque }) => row.length + opaque.length === 0));
}

const SECRET = /token|secret|code|share|invit|hash|key|nonce|link/i;

/** A long random value that only those have to whom it was given: who knows it is meant to see the row. */
function isSecret(expression: Expression, scope: Scope, { subject }: Caller): boolean {
  if (expression.kind !== "column") return false;
  const place = placeColumn(expression.path, scope);
  if (place.kind !== "column" || place.level < 0 || !SECRET.test(place.name)) return false;
  return (scope.levels[place.level] ?? []).some((table) => {
    const relation = subject.context.findRelation(table);
    const column = relation?.columns.find((one) => one.name === place.name);
    return column !== undefined && isRandom(column);
  });
}

function isRandom({ baseType, defaultExpression }: ColumnFacts): boolean {
  return baseType === "uuid" || /random|generate|token|nanoid/i.test(defaultExpression ?? "");
}

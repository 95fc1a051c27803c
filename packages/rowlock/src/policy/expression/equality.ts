// An equality inside a policy: does it tie a column of the guarded row to the caller?
import { type CallerValue, constantOf, loneTarget, readCallerValue } from "./caller-value.ts";
import type { Condition } from "./condition.ts";
import type { Expression } from "./expression.ts";
import { placeColumn, placeParameter, type Scope } from "./scope.ts";
import { isTopic, TOPIC } from "./topic.ts";

export interface Equality {
  readonly left: Expression;
  readonly right: Expression;
  /** True where both sides are NULL. */
  readonly nullSafe: boolean;
}

/** Undefined when neither side, or only one, is of a kind that is known. */
export function classifyEquality(
  { left, right, nullSafe }: Equality,
  scope: Scope,
): Condition | undefined {
  const leftColumn = rowColumn(left, scope);
  const rightColumn = rowColumn(right, scope);
  if (leftColumn !== undefined && leftColumn === rightColumn) {
    return { kind: "same-column", column: leftColumn };
  }
  const column = leftColumn ?? rightColumn;
  const caller = readCallerValue(left, scope.context) ?? readCallerValue(right, scope.context);
  if (caller === undefined) {
    const within = callerWithin(leftColumn === undefined ? left : right, scope);
    return column === undefined || within === undefined || nullSafe
      ? undefined
      : { kind: "binds", column, caller: within, nullSafe, part: true };
  }
  if (column !== undefined) return { kind: "binds", column, caller, nullSafe };
  return (
    withStandIns(left, caller, scope) ??
    withStandIns(right, caller, scope) ??
    withPart(left, caller, scope) ??
    withPart(right, caller, scope)
  );
}

/** `'room:' || (auth.jwt() ->> 'sub')`: constants around one value of the caller, NULL where the caller has none. */
function callerWithin(side: Expression, scope: Scope): CallerValue | undefined {
  if (side.kind === "cast") return callerWithin(side.arg, scope);
  if (side.kind === "subquery") {
    const target = side.form === "scalar" ? loneTarget(side.query) : undefined;
    return target && callerWithin(target, scope);
  }
  if (side.kind !== "operator" || side.operator !== "||" || side.left === null) return undefined;
  const isText = (one: Expression) => typeof constantOf(one) === "string";
  const [text, other] = isText(side.left) ? [side.left, side.right] : [side.right, side.left];
  if (!isText(text)) return undefined;
  const caller = readCallerValue(other, scope.context);
  return caller?.fallback === null ? caller : callerWithin(other, scope);
}

/** Functions that take a part out of a text: `(storage.foldername(name))[1]`, `split_part(path, '/', 1)`. */
const PARTS = new Set(["foldername", "split_part", "string_to_array", "lower", "trim", "btrim"]);
const KEYS = new Set(["->", "->>", "#>", "#>>"]);

function withPart(side: Expression, caller: CallerValue, scope: Scope): Condition | undefined {
  const column = partOf(side, scope);
  if (column === undefined) return undefined;
  return { kind: "binds", column, caller, nullSafe: false, part: true };
}

function partOf(expression: Expression, scope: Scope): string | undefined {
  switch (expression.kind) {
    case "cast":
      return partOf(expression.arg, scope);
    case "other": {
      const [list] = expression.args;
      return expression.node === "A_Indirection" && list ? partOf(list, scope) : undefined;
    }
    case "operator": {
      const { left, operator } = expression;
      return left !== null && KEYS.has(operator)
        ? (rowColumn(left, scope) ?? partOf(left, scope))
        : undefined;
    }
    case "call": {
      const [text] = expression.args;
      return text !== undefined && PARTS.has(expression.name.at(-1) ?? "")
        ? rowColumn(text, scope)
        : undefined;
    }
    default:
      return undefined;
  }
}

/** `coalesce(user_id, '') = coalesce(me, '')`: a row without an owner equals a caller without a name. */
function withStandIns(side: Expression, caller: CallerValue, scope: Scope): Condition | undefined {
  if (side.kind === "cast") return withStandIns(side.arg, caller, scope);
  if (side.kind !== "coalesce" || side.args.length !== 2) return undefined;
  const [first, second] = side.args;
  const column = first && rowColumn(first, scope);
  const standIn = second && constantOf(second);
  if (column === undefined || standIn === undefined) return undefined;
  const nullSafe = standIn !== null && standIn === caller.fallback;
  return { kind: "binds", column, caller, nullSafe };
}

/** By operator: whether a list of the caller's may stand on the left, and whether on the right. */
const CONTAINMENT: Readonly<Record<string, readonly [left: boolean, right: boolean]>> = {
  "<@": [true, false],
  "@>": [false, true],
  "&&": [true, true],
  "?": [false, true],
};

interface Containment {
  readonly operator: string;
  readonly left: Expression;
  readonly right: Expression;
}

/** `array[me] <@ editors` says what `me = any (editors)` says. */
export function classifyContainment(
  { operator, left, right }: Containment,
  scope: Scope,
): Condition | undefined {
  const [onLeft = false, onRight = false] = CONTAINMENT[operator] ?? [];
  for (const [list, other, isPlace] of [
    [left, right, onLeft],
    [right, left, onRight],
  ] as const) {
    const column = isPlace ? rowColumn(other, scope) : undefined;
    const caller = soleCaller(list, scope);
    if (column !== undefined && caller !== undefined) {
      return { kind: "binds", column, caller, nullSafe: false };
    }
  }
  return undefined;
}

function soleCaller(list: Expression, scope: Scope): CallerValue | undefined {
  if (list.kind === "cast") return soleCaller(list.arg, scope);
  const [only, ...others] = list.kind === "list" ? list.args : [list];
  return only && others.length === 0 ? readCallerValue(only, scope.context) : undefined;
}

/** The guarded row's column that an expression is, through casts and function parameters. */
export function rowColumn(expression: Expression, scope: Scope): string | undefined {
  if (expression.kind === "cast") return rowColumn(expression.arg, scope);
  if (isTopic(expression)) return TOPIC;
  if (expression.kind === "subquery" && expression.form === "scalar") {
    const target = loneTarget(expression.query);
    return target && isTopic(target) ? TOPIC : undefined;
  }
  const place =
    expression.kind === "column"
      ? placeColumn(expression.path, scope)
      : expression.kind === "parameter"
        ? placeParameter(expression.number, scope)
        : undefined;
  if (place?.kind === "argument") return rowColumn(place.expression, place.scope);
  return place !== undefined && place.level < 0 ? place.name : undefined;
}

// Says of one leaf of a policy what it ties the row to.
import type { Leaf } from "./alternatives.ts";
import { type CallerValue, constantOf, readCallerValue } from "./caller-value.ts";
import { meaningOf } from "./claim-meaning.ts";
import { classifySubquery } from "./classify-subquery.ts";
import type { Condition } from "./condition.ts";
import { classifyContainment, classifyEquality, rowColumn } from "./equality.ts";
import type { Expression } from "./expression.ts";
import { type Ingredients, ingredientsOf } from "./ingredients.ts";
import type { Scope } from "./scope.ts";

const OPPOSITES: Readonly<Record<string, string>> = {
  "=": "<>",
  "<>": "=",
  "<": ">=",
  ">=": "<",
  ">": "<=",
  "<=": ">",
};

export function classify({ expression, negated, scope }: Leaf): Condition {
  switch (expression.kind) {
    case "constant":
      if (typeof expression.value !== "boolean") return { kind: "never" };
      return { kind: expression.value === negated ? "never" : "always" };
    case "operator":
      return comparison(expression, negated, scope);
    case "distinct":
      return distinct(expression, negated, scope);
    case "null-test":
      return nullTest(expression, negated, scope);
    case "any":
      return anyOf(expression, negated, scope);
    case "all":
      return rest(expression, (expression.operator === "<>") !== negated, scope);
    case "subquery":
      return classifySubquery(expression, negated, scope);
    default:
      return rest(expression, negated, scope);
  }
}

function comparison(
  expression: Extract<Expression, { kind: "operator" }>,
  negated: boolean,
  scope: Scope,
): Condition {
  const { left, right } = expression;
  if (left === null) return rest(expression, negated, scope);
  const operator = negated ? OPPOSITES[expression.operator] : expression.operator;
  const constants = [constantOf(left), constantOf(right)] as const;
  if (constants[0] !== undefined && constants[1] !== undefined) {
    return compareConstants(operator, constants);
  }
  const flag = constants.find((one) => typeof one === "boolean");
  if (flag !== undefined && (operator === "=" || operator === "<>")) {
    const other = constants[0] === undefined ? left : right;
    return classify({ expression: other, negated: flag !== (operator === "="), scope });
  }
  if (operator !== "=") {
    const held =
      (negated ? undefined : classifyContainment({ ...expression, left }, scope)) ??
      measured(operator, [left, right], scope);
    return held ?? rest(expression, operator === "<>" || negated, scope);
  }
  const found =
    classifyEquality({ left, right, nullSafe: false }, scope) ??
    roleTest(left, right, scope) ??
    throughSubquery(left, right, scope);
  return found ?? rest(expression, false, scope);
}

function compareConstants(operator: string | undefined, sides: readonly unknown[]): Condition {
  const [left, right] = sides;
  if (left === null || right === null) return { kind: "never" };
  const equal = String(left) === String(right);
  if (operator === "=") return { kind: equal ? "always" : "never" };
  if (operator === "<>") return { kind: equal ? "never" : "always" };
  return { kind: "opaque", reason: "it compares constants" };
}

/** `role = 'authenticated'` holds for whoever has a token; `role = 'service_role'` for nobody's. */
function roleTest(left: Expression, right: Expression, scope: Scope): Condition | undefined {
  const caller = readCallerValue(left, scope.context) ?? readCallerValue(right, scope.context);
  const role = constantOf(left) ?? constantOf(right);
  if (caller === undefined || !isRole(caller)) return undefined;
  if (role === "service_role") return { kind: "never" };
  return { kind: role === "anon" ? "anonymous" : "signed-in" };
}

function isRole(caller: CallerValue): boolean {
  return caller.readings.every((reading) => reading.path.join(".") === "role");
}

/** `x = (select y ...)` says what `x in (select y ...)` says. */
function throughSubquery(left: Expression, right: Expression, scope: Scope): Condition | undefined {
  for (const [test, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (other.kind !== "subquery") continue;
    if (other.form === "array" || (other.form === "scalar" && other.query.tables.length > 0)) {
      return classifySubquery({ ...other, form: "any", test, operator: "=" }, false, scope);
    }
  }
  return undefined;
}

/** `(select count(*) from ...) > 0` and `(select rank from ...) >= 2`: the rows that are asked for decide. */
function measured(
  operator: string | undefined,
  [left, right]: readonly [Expression, Expression],
  scope: Scope,
): Condition | undefined {
  if (operator !== ">" && operator !== ">=") return undefined;
  if (left.kind !== "subquery" || left.form !== "scalar" || left.query.tables.length === 0) {
    return undefined;
  }
  return constantOf(right) === undefined ? undefined : classifySubquery(left, false, scope);
}

function distinct(
  { equal, left, right }: Extract<Expression, { kind: "distinct" }>,
  negated: boolean,
  scope: Scope,
): Condition {
  const both: Expression = { kind: "row", args: [left, right] };
  if (equal === negated) return rest(both, true, scope);
  return classifyEquality({ left, right, nullSafe: true }, scope) ?? rest(both, false, scope);
}

function nullTest(
  { isNull, arg }: Extract<Expression, { kind: "null-test" }>,
  negated: boolean,
  scope: Scope,
): Condition {
  const wantsNull = isNull !== negated;
  if (readCallerValue(arg, scope.context) !== undefined) {
    return { kind: wantsNull ? "anonymous" : "signed-in" };
  }
  const column = rowColumn(arg, scope);
  if (column !== undefined) {
    if (wantsNull) return { kind: "null-row", column };
    return { kind: "row-only", columns: [column], present: true };
  }
  if (
    !wantsNull &&
    arg.kind === "subquery" &&
    arg.form === "scalar" &&
    arg.query.tables.length > 0
  ) {
    return classifySubquery(arg, false, scope);
  }
  const parts = ingredientsOf(arg, scope);
  // `(user_id = me) is null` holds for rows without an owner, and for callers without a name.
  const [first] = parts.row;
  if (wantsNull && first !== undefined) return { kind: "null-row", column: first };
  if (wantsNull && parts.callers.length > 0) return { kind: "anonymous" };
  return fromParts(parts, false);
}

function anyOf(
  expression: Extract<Expression, { kind: "any" }>,
  negated: boolean,
  scope: Scope,
): Condition {
  const { left, right, operator } = expression;
  if (operator !== "=" || negated) return rest(expression, negated, scope);
  const items = right.kind === "list" ? right.args : [right];
  const [only] = items;
  const single =
    items.length === 1 && only && classifyEquality({ left, right: only, nullSafe: false }, scope);
  if (single) return single;
  const caller = readCallerValue(left, scope.context);
  const column = items.map((item) => rowColumn(item, scope)).find((name) => name !== undefined);
  if (caller !== undefined && column !== undefined) {
    return { kind: "binds", column, caller, nullSafe: false };
  }
  return throughSubquery(left, right, scope) ?? rest(expression, false, scope);
}

function rest(expression: Expression, excludes: boolean, scope: Scope): Condition {
  return fromParts(ingredientsOf(expression, scope), excludes);
}

/** Judges a leaf of no known shape by what is in it. */
function fromParts(parts: Ingredients, excludes: boolean): Condition {
  const { callers, row, opaque, tables, constants } = parts;
  const [unread] = opaque;
  if (unread !== undefined) return { kind: "opaque", reason: `${unread} can't be read` };
  if (callers.length > 0 && row.length > 0) {
    if (excludes) return { kind: "excludes", columns: row };
    return { kind: "opaque", reason: "it compares the row with the caller in an unusual way" };
  }
  if (callers.length > 0) {
    const readings = callers.flatMap((caller) => caller.readings);
    const common = readings.every((reading) => meaningOf(reading) === "common");
    return common ? { kind: "signed-in" } : { kind: "caller-only", callers };
  }
  if (row.length > 0) {
    const condition = { kind: "row-only", columns: row, values: constants } as const;
    return excludes ? { ...condition, excludes } : condition;
  }
  if (tables.length > 0)
    return { kind: "unrelated", tables, callers: [], named: [], forgets: false };
  return { kind: "opaque", reason: "it speaks neither of the row nor of the caller" };
}

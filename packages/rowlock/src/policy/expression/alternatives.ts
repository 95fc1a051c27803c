// Turns a boolean expression into its ways to be true: an OR of ANDs, negations pushed down to the leaves,
// functions whose body is one expression replaced by that expression.
import { constantOf, loneTarget } from "./caller-value.ts";
import type { Expression, TruthTest } from "./expression.ts";
import { readRoutineBody } from "./routine-body.ts";
import { enterRoutine, type Scope } from "./scope.ts";

/** A part that is not split further, where it stands, and whether it must hold or fail. */
export interface Leaf {
  readonly expression: Expression;
  readonly negated: boolean;
  readonly scope: Scope;
}

export type Ways = readonly (readonly Leaf[])[];

/** Beyond this many ways an expression is given up on. */
const MAX_WAYS = 128;
const MAX_DEPTH = 8;

/** Undefined when there are too many ways to count. */
export function waysOf({ expression, negated, scope }: Leaf): Ways | undefined {
  const here = (inner: Expression, flip = false): Leaf => ({
    expression: inner,
    negated: flip !== negated,
    scope,
  });
  switch (expression.kind) {
    case "and":
      return (negated ? either : both)(expression.args.map((arg) => here(arg)));
    case "or":
      return (negated ? both : either)(expression.args.map((arg) => here(arg)));
    case "not":
      return waysOf(here(expression.arg, true));
    case "truth-test":
      return truthTest(expression.test, here(expression.arg));
    case "coalesce":
      return coalesced(expression.args, here);
    case "case":
      return branches(expression, here);
    case "cast":
      return waysOfCast(expression, here);
    case "subquery": {
      const target = expression.form === "scalar" ? loneTarget(expression.query) : undefined;
      return target ? waysOf(here(target)) : [[here(expression)]];
    }
    case "call":
      return waysOfCall(expression, here(expression));
    default:
      return [[here(expression)]];
  }
}

function either(leaves: readonly Leaf[]): Ways | undefined {
  const ways: (readonly Leaf[])[] = [];
  for (const leaf of leaves) {
    const inner = waysOf(leaf);
    if (inner === undefined) return undefined;
    ways.push(...inner);
  }
  return ways.length > MAX_WAYS ? undefined : ways;
}

function both(leaves: readonly Leaf[]): Ways | undefined {
  let ways: Ways = [[]];
  for (const leaf of leaves) {
    const inner = waysOf(leaf);
    if (inner === undefined || inner.length * ways.length > MAX_WAYS) return undefined;
    ways = ways.flatMap((way) => inner.map((next) => [...way, ...next]));
  }
  return ways;
}

/** All that hold at once, as for the conditions of a WHERE. */
export function waysOfAll(expressions: readonly Expression[], scope: Scope): Ways | undefined {
  return both(expressions.map((expression) => ({ expression, negated: false, scope })));
}

function whenNull(leaf: Leaf): Leaf {
  return {
    ...leaf,
    expression: { kind: "null-test", isNull: true, arg: leaf.expression },
    negated: false,
  };
}

/** `x is true` holds where x holds; `x is not false` holds where x holds or is NULL. */
function truthTest(test: TruthTest, leaf: Leaf): Ways | undefined {
  const holds = (negated: boolean) => waysOf({ ...leaf, negated });
  const orNull = (ways: Ways | undefined) => ways && [...ways, ...waysWhenNull(leaf)];
  switch (leaf.negated ? opposite(test) : test) {
    case "true":
      return holds(false);
    case "false":
      return holds(true);
    case "not false":
      return orNull(holds(false));
    case "not true":
      return orNull(holds(true));
    case "unknown":
      return waysWhenNull(leaf);
    case "not unknown":
      return [[{ ...whenNull(leaf), negated: true }]];
  }
}

/** `exists (...)` and tests are true or false, whatever they look at. */
function waysWhenNull(leaf: Leaf): Ways {
  return isNeverNull(leaf) ? [] : [[whenNull(leaf)]];
}

function isNeverNull({ expression, scope }: Leaf): boolean {
  const here = (inner: Expression) => isNeverNull({ expression: inner, negated: false, scope });
  switch (expression.kind) {
    case "constant":
      return expression.value !== null;
    case "null-test":
    case "truth-test":
    case "distinct":
      return true;
    case "and":
    case "or":
      return expression.args.every(here);
    case "not":
    case "cast":
      return here(expression.arg);
    case "coalesce":
      return expression.args.some(here);
    case "subquery": {
      const target = expression.form === "scalar" ? loneTarget(expression.query) : undefined;
      return expression.form === "exists" || (target !== undefined && here(target));
    }
    case "call": {
      const { context, depth } = scope;
      const routine =
        depth < MAX_DEPTH
          ? context.findRoutine(expression.name, expression.args.length)
          : undefined;
      const body = routine && readRoutineBody(routine, context.parser);
      const target = body?.ok ? loneTarget(body.value) : undefined;
      if (routine === undefined || target === undefined) return false;
      const inside = enterRoutine(scope, routine, expression.args);
      return isNeverNull({ expression: target, negated: false, scope: inside });
    }
    default:
      return false;
  }
}

function opposite(test: TruthTest): TruthTest {
  return (test.startsWith("not ") ? test.slice(4) : `not ${test}`) as TruthTest;
}

type Here = (expression: Expression, flip?: boolean) => Leaf;

/** `coalesce(x, true)` also passes where x is NULL. */
function coalesced(args: readonly Expression[], here: Here): Ways | undefined {
  const [first, second, ...rest] = args;
  const fallback = second && constantOf(second);
  if (first === undefined || rest.length > 0 || typeof fallback !== "boolean") {
    return [[here({ kind: "coalesce", args })]];
  }
  const leaf = here(first);
  const ways = waysOf(leaf);
  return fallback === leaf.negated || ways === undefined ? ways : [...ways, ...waysWhenNull(leaf)];
}

function branches(
  { subject, branches: all, otherwise }: Extract<Expression, { kind: "case" }>,
  here: Here,
): Ways | undefined {
  const ways: (readonly Leaf[])[] = [];
  const before: Leaf[] = [];
  for (const { when, result } of all) {
    const condition: Expression =
      subject === null ? when : { kind: "operator", operator: "=", left: subject, right: when };
    const inner = both([...before, { ...here(condition), negated: false }, here(result)]);
    if (inner === undefined) return undefined;
    ways.push(...inner);
    before.push({
      ...here({ kind: "truth-test", test: "not true", arg: condition }),
      negated: false,
    });
  }
  const last = otherwise === null ? [] : both([...before, here(otherwise)]);
  if (last === undefined || ways.length + last.length > MAX_WAYS) return undefined;
  return [...ways, ...last];
}

function waysOfCast(
  expression: Extract<Expression, { kind: "cast" }>,
  here: Here,
): Ways | undefined {
  const isBoolean = expression.type === "bool" || expression.type === "boolean";
  return isBoolean ? waysOf(here(expression.arg)) : [[here(expression)]];
}

function waysOfCall(
  { name, args }: Extract<Expression, { kind: "call" }>,
  leaf: Leaf,
): Ways | undefined {
  const { scope } = leaf;
  const routine =
    scope.depth < MAX_DEPTH ? scope.context.findRoutine(name, args.length) : undefined;
  const body = routine && readRoutineBody(routine, scope.context.parser);
  if (routine === undefined || !body?.ok) return [[leaf]];
  const inside = enterRoutine(scope, routine, args);
  const expression: Expression = loneTarget(body.value) ?? {
    kind: "subquery",
    form: "scalar",
    test: null,
    operator: "=",
    query: body.value,
  };
  return waysOf({ expression, negated: leaf.negated, scope: inside });
}

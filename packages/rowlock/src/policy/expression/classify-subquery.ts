// Says what a subquery in a policy ties the row to: to the caller through other tables, to rows whose own policies
// decide, or to nothing. Each way through its WHERE is judged, and the weakest one counts.
import { type Leaf, waysOfAll } from "./alternatives.ts";
import type { CallerValue } from "./caller-value.ts";
import type { Condition } from "./condition.ts";
import { type Expression, type Query, tablesOf } from "./expression.ts";
import { type Ingredients, ingredientsOf, ingredientsOfQuery } from "./ingredients.ts";
import { readRoutineBody } from "./routine-body.ts";
import { enterQuery, enterRoutine, runsAsOwner, type Scope } from "./scope.ts";

type Subquery = Extract<Expression, { kind: "subquery" }>;

export function classifySubquery(expression: Subquery, negated: boolean, scope: Scope): Condition {
  const whole = ingredientsOf(expression, scope);
  const tables = [...tablesOf(expression.query)];
  if (negated || expression.form === "all") {
    return whole.row.length > 0
      ? { kind: "excludes", columns: whole.row }
      : {
          kind: "unrelated",
          tables,
          callers: [],
          named: namedIn(whole),
          forgets: forgetsRow(scope),
        };
  }
  const links = linksOf(expression, scope);
  if (links === undefined) return { kind: "opaque", reason: "it has too many ways to be true" };
  return verdictOf(links, { whole, tables, scope });
}

interface Links {
  /** Tied by an equality to the guarded row. */
  readonly row: boolean;
  /** Tied by an equality to the caller. */
  readonly caller: boolean;
  /** Tied to one of them by something that can't be judged. */
  readonly unclear: boolean;
}

function linksOf(expression: Subquery, scope: Scope): readonly Links[] | undefined {
  const { query } = expression;
  const inside = enterQuery(scope, query.tables);
  const level = inside.levels.length - 1;
  const ways = waysOfAll(query.conditions, inside);
  if (ways === undefined) return undefined;
  const fromTest = testLinks(expression, scope, inside);
  const fromNested = nestedLinks(query, inside);
  return ways.map((way) =>
    merge([fromTest, ...fromNested, ...way.map((leaf) => leafLinks(leaf, level))]),
  );
}

function merge(all: readonly Links[]): Links {
  return {
    row: all.some((one) => one.row),
    caller: all.some((one) => one.caller),
    unclear: all.some((one) => one.unclear),
  };
}

const NO_LINKS: Links = { row: false, caller: false, unclear: false };

/** `x in (select y ...)` ties x to y. */
function testLinks({ form, test, query, operator }: Subquery, scope: Scope, inside: Scope): Links {
  const targets = query.targets.map((target) => ingredientsOf(target, inside));
  const fromTargets: Links = {
    row: false,
    caller: targets.some((target) => target.callers.length > 0),
    unclear: targets.some((target) => target.opaque.length > 0),
  };
  if (form !== "any" || test === null || operator !== "=") {
    // The value itself decides for a scalar subquery, such as `(select role = 'admin' from ...)`.
    return form === "scalar" ? fromTargets : NO_LINKS;
  }
  const parts = ingredientsOf(test, scope);
  return merge([fromTargets, sidesOf(parts)]);
}

function sidesOf(parts: Ingredients): Links {
  return {
    row: parts.row.length > 0,
    caller: parts.callers.length > 0,
    unclear: parts.opaque.length > 0,
  };
}

/** What is tied inside a subquery in FROM, a WITH or an arm of a UNION counts for the whole. */
function nestedLinks(query: Query, inside: Scope): readonly Links[] {
  const parts = [
    ...query.nested.map((nested) => ingredientsOfQuery(nested, inside)),
    ...query.calls.map((call) => ingredientsOf(call, inside)),
  ];
  return parts.map((one) => ({
    row: false,
    caller: one.callers.length > 0,
    unclear: one.opaque.length > 0 || one.row.length > 0,
  }));
}

function leafLinks(leaf: Leaf, level: number): Links {
  const { expression, negated, scope } = leaf;
  const isInner = (parts: Ingredients) => parts.inner.some((column) => column.level >= level);
  if (expression.kind === "operator" && expression.left !== null) {
    const equal = expression.operator === "=" && !negated;
    const sides = [ingredientsOf(expression.left, scope), ingredientsOf(expression.right, scope)];
    const [left, right] = sides as [Ingredients, Ingredients];
    const opaque = left.opaque.length + right.opaque.length > 0;
    const direct =
      left.row.length + right.row.length > 0 && left.callers.length + right.callers.length > 0;
    if (equal && direct) return { row: true, caller: true, unclear: opaque };
    if (equal && isInner(left)) return { ...sidesOf(right), unclear: opaque };
    if (equal && isInner(right)) return { ...sidesOf(left), unclear: opaque };
    if (equal || isInequality(expression.operator)) return { ...NO_LINKS, unclear: opaque };
    return unclearLinks(leaf, level);
  }
  if (expression.kind === "subquery" && !negated) {
    const parts = ingredientsOf(expression, scope);
    return isInner(parts) ? sidesOf(parts) : NO_LINKS;
  }
  if (expression.kind === "any" && expression.operator === "=" && !negated) {
    const parts = ingredientsOf(expression, scope);
    return isInner(parts) ? sidesOf(parts) : NO_LINKS;
  }
  return unclearLinks(leaf, level);
}

function isInequality(operator: string): boolean {
  return ["<>", "<", ">", "<=", ">="].includes(operator);
}

function unclearLinks({ expression, scope }: Leaf, level: number): Links {
  const parts = ingredientsOf(expression, scope);
  const inner = parts.inner.some((column) => column.level >= level);
  const outer = parts.row.length > 0 || parts.callers.length > 0;
  const isTest = expression.kind === "null-test" || expression.kind === "distinct";
  return { ...NO_LINKS, unclear: parts.opaque.length > 0 || (inner && outer && !isTest) };
}

interface Whole {
  readonly whole: Ingredients;
  readonly tables: Extract<Condition, { kind: "unrelated" }>["tables"];
  readonly scope: Scope;
}

function verdictOf(links: readonly Links[], { whole, tables, scope }: Whole): Condition {
  const callers: readonly CallerValue[] = whole.callers;
  const columns = whole.row;
  const open = links.filter((way) => !way.row || !way.caller);
  const unclear = open.some((way) => way.unclear);
  const named = namedIn(whole);
  if (open.length === 0) return { kind: "membership", tables, columns, callers, named };
  if (unclear) return { kind: "opaque", reason: "its subquery can't be judged" };
  if (open.some((way) => !way.row)) {
    const tied = links.every((way) => way.caller);
    return {
      kind: "unrelated",
      tables,
      callers: tied ? callers : [],
      named,
      forgets: forgetsRow(scope),
    };
  }
  // INVARIANT: with its owner's rights a function sees every row, so the other table's policies decide nothing.
  if (runsAsOwner(scope)) return { kind: "row-only", columns, values: whole.constants, named };
  return { kind: "delegates", tables, columns };
}

/** Whether a function around was given something of the row that no part of its body looks at. */
function forgetsRow({ call, context }: Scope): boolean {
  if (call === null) return false;
  const { routine, args, outside } = call;
  const isGiven = args.some((arg) => ingredientsOf(arg, outside).row.length > 0);
  const body = isGiven ? readRoutineBody(routine, context.parser) : undefined;
  if (!body?.ok) return forgetsRow(outside);
  const looked = ingredientsOfQuery(body.value, enterRoutine(outside, routine, args));
  return looked.row.length === 0 || forgetsRow(outside);
}

function namedIn({ inner }: Ingredients): readonly string[] {
  return [...new Set(inner.map((column) => column.name))];
}

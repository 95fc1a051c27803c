// What policies compare claims and headers with: constants, patterns, columns. Read through the functions that they
// call, as far as those can be read. Which values of the caller are worth trying follows from it.

import type { JsonValue } from "../../tokens/verified-token.ts";
import type { DatabaseAnalysis } from "../analysis/database-analysis.ts";
import { type ClaimReading, constantOf, readCallerValue } from "../expression/caller-value.ts";
import { type Expression, walk, walkQuery } from "../expression/expression.ts";
import { readRoutineBody } from "../expression/routine-body.ts";

export interface ClaimComparison {
  readonly reading: ClaimReading;
  /** A value that meets the comparison, or the column that it is compared with: of `<>` another row's value meets it. */
  readonly with: { readonly value: JsonValue } | { readonly column: string };
}

const MAX_DEPTH = 4;

const CONTAINS: ReadonlySet<string> = new Set(["<@", "@>", "&&"]);

const SYMMETRIC: ReadonlySet<string> = new Set(["=", "<>"]);

export function claimComparisons(
  expression: Expression,
  { context }: DatabaseAnalysis,
  depth = 0,
): readonly ClaimComparison[] {
  return comparisonsAmong(walk(expression), context, depth);
}

type Context = DatabaseAnalysis["context"];

function comparisonsAmong(
  expressions: Iterable<Expression>,
  context: Context,
  depth: number,
): readonly ClaimComparison[] {
  const found: ClaimComparison[] = [];
  for (const inner of expressions) {
    found.push(...comparedIn(inner, context));
    if (inner.kind !== "call" || depth >= MAX_DEPTH) continue;
    const routine = context.findRoutine(inner.name, inner.args.length);
    const body = routine === undefined ? undefined : readRoutineBody(routine, context.parser);
    if (body?.ok) found.push(...comparisonsAmong(walkQuery(body.value), context, depth + 1));
  }
  return found;
}

function comparedIn(expression: Expression, context: Context): readonly ClaimComparison[] {
  switch (expression.kind) {
    case "operator": {
      const { operator, left, right } = expression;
      if (left === null) return [];
      return [
        ...(CONTAINS.has(operator)
          ? [...listed(left, right, context), ...listed(right, left, context)]
          : []),
        ...pair(left, { operator, other: right, context }),
        ...(SYMMETRIC.has(operator) ? pair(right, { operator, other: left, context }) : []),
      ];
    }
    case "distinct": {
      const { equal, left, right } = expression;
      const operator = equal ? "=" : "<>";
      return comparedIn({ kind: "operator", operator, left, right }, context);
    }
    case "any": {
      const listed = expression.right.kind === "list" ? expression.right.args : [];
      return listed.flatMap((other) => pair(expression.left, { operator: "=", other, context }));
    }
    case "cast":
      return ["bool", "boolean"].includes(expression.type)
        ? readingsOf(expression.arg, context).map((reading) => ({ reading, with: { value: true } }))
        : [];
    case "null-test":
      return readingsOf(expression.arg, context).map((reading) => ({
        reading,
        with: { value: "rowlock" },
      }));
    default:
      return [];
  }
}

/** `array[claim] <@ (select array['aal1', 'aal2'] ...)`: each constant on the other side is worth trying. */
function listed(side: Expression, other: Expression, context: Context): readonly ClaimComparison[] {
  const list = side.kind === "cast" ? side.arg : side;
  if (list.kind !== "list") return [];
  const readings = list.args.flatMap((arg) => readingsOf(arg, context));
  if (readings.length === 0) return [];
  const constants = [...walk(other)].flatMap((inner) =>
    inner.kind === "list" ? inner.args.map(constantOf) : [],
  );
  return [...new Set(constants)].flatMap((value) =>
    typeof value === "string" ? readings.map((reading) => ({ reading, with: { value } })) : [],
  );
}

interface Other {
  readonly operator: string;
  readonly other: Expression;
  readonly context: Context;
}

function pair(side: Expression, { operator, other, context }: Other): readonly ClaimComparison[] {
  const readings = readingsOf(side, context);
  if (readings.length === 0) return [];
  const bare = other.kind === "cast" ? other.arg : other;
  if (bare.kind === "column") {
    const column = bare.path.at(-1) ?? "";
    return SYMMETRIC.has(operator)
      ? readings.map((reading) => ({ reading, with: { column } }))
      : [];
  }
  const constant = constantOf(other);
  if (constant === undefined || constant === null) return [];
  const value = meeting(operator, constant);
  return value === undefined ? [] : readings.map((reading) => ({ reading, with: { value } }));
}

function readingsOf(expression: Expression, context: Context): readonly ClaimReading[] {
  return readCallerValue(expression, context)?.readings ?? [];
}

/** A value that stands in this relation to the constant. */
function meeting(operator: string, constant: string | number | boolean): JsonValue | undefined {
  switch (operator) {
    case "=":
    case ">=":
    case "<=":
      return constant;
    case "~~":
    case "~~*":
      return String(constant).replaceAll("%", "rowlock").replaceAll("_", "x");
    case "?":
    case "?|":
      return [String(constant)];
    case "@>":
      return parsed(String(constant));
    case "<>":
      return "rowlock";
    default:
      return undefined;
  }
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

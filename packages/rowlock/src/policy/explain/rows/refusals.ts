// Why a row does not pass: for each policy that did not say yes, its conditions that are not true, with the values that
// they compared.
import { PostgresError } from "../../../database/postgres-error.ts";
import type { RefusalReason } from "../explanation.ts";
import type { Evaluator, RowValue } from "./evaluate.ts";
import { type ExpressionPart, readable, splitExpression } from "./split-expression.ts";

export interface RefusingPolicy {
  readonly name: string;
  readonly expression: string;
  readonly value: RowValue;
}

const MOST_CONDITIONS = 4;
const LONGEST_VALUE = 60;

export async function reasonOf(
  policy: RefusingPolicy,
  row: string,
  evaluator: Evaluator,
): Promise<RefusalReason> {
  const { name, expression, value } = policy;
  if (value instanceof PostgresError) {
    return { policy: name, value: "error", because: [value.message] };
  }
  const because: string[] = [];
  for (const part of splitExpression(expression)) {
    const [holds] = await evaluator.values(part.text, [row]);
    if (holds !== true) because.push(await describePart(part, { row, evaluator, holds }));
  }
  return {
    policy: name,
    value: value === null ? "null" : "false",
    because: because.slice(0, MOST_CONDITIONS),
  };
}

interface PartContext {
  readonly row: string;
  readonly evaluator: Evaluator;
  readonly holds: RowValue | undefined;
}

async function describePart(
  { text, sides, operator }: ExpressionPart,
  { row, evaluator, holds }: PartContext,
): Promise<string> {
  const values = (await evaluator.texts(sides, row)) ?? [];
  if (sides.length === 0 || values.length === 0) {
    const hidden = /\bFROM\b/.test(text) && (await evaluator.holdsUnhidden(text, row));
    const why = hidden
      ? "; it is true past the policies of the tables that it reads: they hide from it what it looks for"
      : "";
    return `${readable(text)} is ${holds === null ? "null" : "false"}${why}`;
  }
  const seen = sides.flatMap((side, index) =>
    isConstant(side) ? [] : [`${readable(side)} is ${quoted(values[index] ?? null)}`],
  );
  const constant = sides.find(isConstant);
  if (constant === undefined || seen.length === 0 || operator === null) return seen.join(", ");
  return `${seen.join(", ")}, wanted ${operator} ${readable(constant)}`;
}

function isConstant(side: string): boolean {
  return /^(\(*)('|-?\d|true$|false$|NULL|ARRAY\[)/.test(side);
}

function quoted(value: string | null): string {
  if (value === null) return "null";
  const cut = value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE - 1)}…` : value;
  return `'${cut}'`;
}

// Why a row does not pass a policy: the conditions of its expression that are not true, with the values that they
// compare. Of an alternative that holds nothing is told: it stands in nobody's way.
import { PostgresError } from "../../../database/postgres-error.ts";
import { constantOf } from "../../expression/caller-value.ts";
import type { Expression } from "../../expression/expression.ts";
import { type OutlinePart, outlineExpression } from "../../expression/outline.ts";
import { readable } from "../../expression/readable.ts";
import type { FailedCondition, Operand } from "../reports.ts";
import { type ExpressionReader, thingsReadBy } from "./claims-read.ts";
import type { Evaluator, RowText, RowValue } from "./evaluate.ts";

const MOST_CONDITIONS = 4;

export interface AboutRow {
  readonly row: RowText;
  readonly evaluator: Evaluator;
  readonly reader: ExpressionReader;
}

export async function failedConditions(
  expression: string,
  about: AboutRow,
): Promise<readonly FailedCondition[]> {
  const outline = outlineExpression(expression, about.reader.context.parser);
  return (await conditionsIn(outline, about)).slice(0, MOST_CONDITIONS);
}

async function conditionsIn(
  part: OutlinePart,
  about: AboutRow,
): Promise<readonly FailedCondition[]> {
  const [holds] = await about.evaluator.values(part.text, [about.row]);
  if (holds === true) return [];
  if (!isJoined(part)) return [await describe(part, holds, about)];
  const found: FailedCondition[] = [];
  for (const inner of part.parts()) found.push(...(await conditionsIn(inner, about)));
  return found;
}

/** A subquery without FROM has the one part that it gives. */
function isJoined({ expression, parts }: OutlinePart): boolean {
  return ["and", "or", "subquery"].includes(expression.kind) && parts().length > 0;
}

async function describe(
  part: OutlinePart,
  holds: RowValue | undefined,
  about: AboutRow,
): Promise<FailedCondition> {
  const { reader, evaluator, row } = about;
  const { claims, guardedTables } = thingsReadBy(part.expression, reader);
  const isHidden =
    guardedTables.length > 0 &&
    !(holds instanceof PostgresError) &&
    (await evaluator.holdsUnhidden(part.text, row));
  return {
    expression: readable(part.text, reader.context.parser),
    value: holds instanceof PostgresError ? "error" : holds === null ? "null" : "false",
    operator: part.operator,
    operands: await operandsOf(part, about),
    claims,
    hiddenBy: isHidden ? guardedTables : [],
  };
}

/** What a part compares or is given, with the values; none after an error. */
export async function operandsOf(
  part: OutlinePart,
  { reader, evaluator, row }: AboutRow,
): Promise<readonly Operand[]> {
  const parts = part.parts();
  const values = await evaluator.texts(
    parts.map(({ text }) => text),
    row,
  );
  if (values instanceof PostgresError) return [];
  return parts.map(({ text, expression }, index) => ({
    expression: readable(text, reader.context.parser),
    value: values[index] ?? null,
    constant: isConstant(expression),
    column: columnOf(expression),
    claims: thingsReadBy(expression, reader).claims,
  }));
}

function isConstant(expression: Expression): boolean {
  if (expression.kind === "list") return expression.args.every(isConstant);
  if (expression.kind === "cast") return isConstant(expression.arg);
  return constantOf(expression) !== undefined;
}

function columnOf(expression: Expression): string | null {
  if (expression.kind === "cast") return columnOf(expression.arg);
  return expression.kind === "column" ? (expression.path.at(-1) ?? null) : null;
}

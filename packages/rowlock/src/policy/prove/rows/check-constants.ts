// The constants that a table's checks name for a column, such as the words of `status in ('open', 'done')`.
import type { AnalysedRelation, DatabaseAnalysis } from "../../analysis/database-analysis.ts";
import { constantOf } from "../../expression/caller-value.ts";
import { childrenOf, type Expression } from "../../expression/expression.ts";

export type Constant = string | number | boolean;

/** Every constant in the checks that speak of the column. */
export function checkConstants(
  relation: AnalysedRelation,
  column: string,
  { context }: DatabaseAnalysis,
): readonly Constant[] {
  return relation.constraints.flatMap((constraint) =>
    constraint.kind === "check" && constraint.columns.includes(column)
      ? constantsIn(constraint.expression, context)
      : [],
  );
}

export function constantsIn(
  expression: string,
  { parser }: DatabaseAnalysis["context"],
): readonly Constant[] {
  const found = new Set<Constant>();
  const parsed = parser.expression(expression);
  if (parsed.ok) collect(parsed.value, found);
  return [...found];
}

/** The texts among them, for columns whose checks list what is allowed. */
export function allowedConstants(
  relation: AnalysedRelation,
  column: string,
  database: DatabaseAnalysis,
): readonly string[] {
  return checkConstants(relation, column, database).filter((one) => typeof one === "string");
}

function collect(expression: Expression, found: Set<Constant>): void {
  const value = constantOf(expression);
  if (value !== undefined && value !== null) {
    found.add(value);
    return;
  }
  for (const child of childrenOf(expression)) collect(child, found);
}

// A condition that is not true, in words: what was compared, with the values.
import type { FailedCondition, Operand, RefusalReason } from "../reports.ts";

const LONGEST_VALUE = 60;

export function conditionWords(condition: FailedCondition): string {
  const { expression, value, operator, operands, hiddenBy } = condition;
  if (hiddenBy.length > 0) {
    return `${expression} is ${value}; it is true past the policies of ${hiddenBy.join(" and ")}: they hide from it what it looks for`;
  }
  if (value === "error") return `${expression} fails`;
  const seen = operands.filter((one) => !one.constant).map(operandWords);
  if (seen.length === 0) return `${expression} is ${value}`;
  if (operator === null) return `${expression} is ${value}, where ${seen.join(", ")}`;
  const constant = operands.find((one) => one.constant);
  if (constant === undefined) {
    return ["=", "= ANY"].includes(operator) || operands.length < 2
      ? seen.join(", ")
      : `${seen.join(", ")}, wanted ${operator}`;
  }
  return `${seen.join(", ")}, wanted ${operator} ${constant.expression}`;
}

export function operandWords({ expression, value }: Operand): string {
  return `${expression} is ${quoted(value)}`;
}

export function quoted(value: string | null): string {
  if (value === null) return "null";
  const cut = value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE - 1)}…` : value;
  return `'${cut}'`;
}

/** All that one policy says of a row; "" where it says nothing more. */
export function reasonWords({ conditions, problem }: RefusalReason): string {
  return problem === null ? conditions.map(conditionWords).join("; ") : problem.message;
}

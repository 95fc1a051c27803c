// An equality inside a policy: does it tie a column of the guarded row to the caller?
import { readCallerValue } from "./caller-value.ts";
import type { Condition } from "./condition.ts";
import type { Expression } from "./expression.ts";
import { placeColumn, placeParameter, type Scope } from "./scope.ts";

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
  const caller = readCallerValue(left, scope.context) ?? readCallerValue(right, scope.context);
  const column = leftColumn ?? rightColumn;
  if (caller === undefined || column === undefined) return undefined;
  return { kind: "binds", column, caller, nullSafe };
}

/** The guarded row's column that an expression is, through casts and function parameters. */
export function rowColumn(expression: Expression, scope: Scope): string | undefined {
  if (expression.kind === "cast") return rowColumn(expression.arg, scope);
  const place =
    expression.kind === "column"
      ? placeColumn(expression.path, scope)
      : expression.kind === "parameter"
        ? placeParameter(expression.number, scope)
        : undefined;
  if (place?.kind === "argument") return rowColumn(place.expression, place.scope);
  return place !== undefined && place.level < 0 ? place.name : undefined;
}

// The column by which the policies refuse a new row: the one that they compare with the caller, what it is by default,
// and whether the request says otherwise.
import { readCallerValue } from "../../expression/caller-value.ts";
import { meaningsOf } from "../../expression/claim-meaning.ts";
import { relationTitle } from "../relation-title.ts";
import type { FailedCondition, Operand, RefusalReason, RelationReport } from "../reports.ts";
import type { Judged, VerdictContext } from "./judged.ts";
import type { OwnerColumn } from "./verdict.ts";

export interface OwnerOptions {
  readonly relation: RelationReport;
  readonly judged: Judged;
  readonly context: VerdictContext;
}

export function ownerColumn(
  reasons: readonly RefusalReason[],
  options: OwnerOptions,
): OwnerColumn | null {
  for (const condition of reasons.flatMap(({ conditions }) => conditions)) {
    const compared = comparedWithCaller(condition);
    if (compared !== undefined) return describe(compared, options);
  }
  return null;
}

interface Compared {
  readonly column: string;
  readonly caller: Operand;
}

function comparedWithCaller({ operator, operands }: FailedCondition): Compared | undefined {
  if (operator !== "=" || operands.length !== 2) return undefined;
  const column = operands.find((one) => one.column !== null)?.column;
  const caller = operands.find((one) => one.claims.length > 0);
  return column === undefined || column === null || caller === undefined
    ? undefined
    : { column, caller };
}

function describe(
  { column, caller }: Compared,
  { relation, judged, context }: OwnerOptions,
): OwnerColumn {
  const table = context.model?.relations.find((one) => relationTitle(one) === relation.relation);
  const expression = table?.columns.find(({ name }) => name === column)?.defaultExpression ?? null;
  const { expressions } = context;
  const parsed = expression === null ? undefined : expressions?.parser.expression(expression);
  const named =
    parsed?.ok === true && expressions !== undefined
      ? readCallerValue(parsed.value, expressions)
      : undefined;
  const meanings = named && meaningsOf(named);
  return {
    column,
    default: expression,
    defaultNamesCaller: caller.claims.some(({ meaning }) => meanings?.has(meaning) === true),
    sent: judged.planned?.columns.includes(column) ?? false,
    caller: caller.expression,
  };
}

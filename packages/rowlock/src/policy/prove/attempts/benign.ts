// Changes that alter nothing of importance, for finding out whether a row may be changed at all.
import type { ColumnFacts } from "../../../catalog/parts/columns.ts";
import type { JsonObject, JsonValue } from "../../../tokens/verified-token.ts";
import type { AnalysedRelation } from "../../analysis/database-analysis.ts";
import type { Actor } from "../cast.ts";
import type { RowPlanner } from "../rows/row-planner.ts";
import { columnsFor } from "./columns.ts";

/** One column and a value that any row may have; undefined when the table has no such column for this actor. */
export function benignChange(
  relation: AnalysedRelation,
  actor: Actor,
  planner: RowPlanner,
): JsonObject | undefined {
  const protectedColumns = tiedColumns(relation);
  const candidates = columnsFor(relation, actor, "UPDATE").filter(
    (column) => !protectedColumns.has(column.name) && !column.generated && column.identity === null,
  );
  const checked = new Set(
    relation.constraints.flatMap((one) => (one.kind === "check" ? one.columns : [])),
  );
  const cost = (column: ColumnFacts) => ease(column) + (checked.has(column.name) ? 10 : 0);
  const [best] = [...candidates].sort((a, b) => cost(a) - cost(b));
  if (best === undefined) return undefined;
  return { [best.name]: harmlessValue(best, relation, planner) };
}

/**
 * Where every column says whose a row is or which it is: each by itself, as it stands in this row already. For other rows
 * it is a change, and may meet a key.
 */
export function sameAgain(
  relation: AnalysedRelation,
  actor: Actor,
  stored: JsonObject,
): readonly JsonObject[] {
  return columnsFor(relation, actor, "UPDATE")
    .filter(({ name, generated, identity }) => !generated && identity === null && name in stored)
    .map(({ name }) => ({ [name]: stored[name] ?? null }));
}

/** Owners, references, keys and unique columns. */
function tiedColumns(relation: AnalysedRelation): ReadonlySet<string> {
  const constraints = relation.constraints.filter((constraint) => constraint.kind !== "check");
  return new Set([
    ...relation.ownership.columns.map((owner) => owner.column),
    ...constraints.flatMap((constraint) => constraint.columns),
    ...relation.indexes.flatMap((index) =>
      index.unique ? index.columns.flatMap((one) => one ?? []) : [],
    ),
  ]);
}

/** Text is seldom what a policy asks; a flag often is. */
function ease({ baseType, nullable }: ColumnFacts): number {
  const isText = baseType === "text" || baseType.startsWith("character varying");
  return (isText ? 0 : baseType === "boolean" ? 4 : 2) + (nullable ? 0 : 1);
}

function harmlessValue(
  column: ColumnFacts,
  relation: AnalysedRelation,
  planner: RowPlanner,
): JsonValue {
  const nobody = { id: "nobody", people: [], organization: null } as const;
  const planned = planner.plan(relation, nobody, 0).values[column.name];
  return planned ?? null;
}

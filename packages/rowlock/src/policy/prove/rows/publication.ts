// Columns in which a row says itself that everyone may see it, as far as the SELECT policies heed them.
// Rows are made both ways: private ones, which nobody else may see, and published ones, which are no leak.

import type { JsonValue } from "../../../tokens/verified-token.ts";
import { isPublication, judgeGuard } from "../../analysis/binding.ts";
import type { AnalysedRelation, DatabaseAnalysis } from "../../analysis/database-analysis.ts";
import type { Condition } from "../../expression/condition.ts";
import { allowedConstants } from "./check-constants.ts";

/** What a column says of its row, as far as the values are known. */
export interface Publishing {
  readonly published: readonly JsonValue[];
  readonly hidden: readonly JsonValue[];
}

/** By column. */
export type Publication = ReadonlyMap<string, Publishing>;

export function publicationOf(relation: AnalysedRelation, database: DatabaseAnalysis): Publication {
  const columns = new Map<string, Publishing>();
  for (const { policy, using } of relation.guards) {
    const reads = policy.command === "select" || policy.command === "all";
    if (!policy.permissive || !reads || !using?.understood) continue;
    for (const way of judgeGuard(using, { relation, binding: database.binding }) ?? []) {
      if (way.verdict !== "open" || !isPublication(way)) continue;
      for (const condition of way.conditions) {
        if (condition.kind !== "row-only") continue;
        for (const column of condition.columns) {
          const known = knownValues(relation, column, database);
          columns.set(column, joined(columns.get(column), publishingBy(condition, known)));
        }
      }
    }
  }
  return columns;
}

/** What the column's type or its checks list. */
function knownValues(
  relation: AnalysedRelation,
  name: string,
  database: DatabaseAnalysis,
): readonly JsonValue[] {
  const column = relation.columns.find((one) => one.name === name);
  if (column?.baseType === "boolean") return [true, false];
  if (column !== undefined && column.labels.length > 0) return column.labels;
  return allowedConstants(relation, name, database);
}

function publishingBy(
  { values = [], excludes = false, present = false }: Extract<Condition, { kind: "row-only" }>,
  known: readonly JsonValue[],
): Publishing {
  if (present) return { published: [], hidden: [null] };
  const named: readonly JsonValue[] = known.includes(true) ? [true] : values;
  const others = known.filter((value) => !named.includes(value));
  return excludes ? { published: others, hidden: named } : { published: named, hidden: others };
}

/** Each of several policies publishes what it says. */
function joined(one: Publishing | undefined, other: Publishing): Publishing {
  if (one === undefined) return other;
  const published = [...one.published, ...other.published];
  const hidden = [...one.hidden, ...other.hidden].filter((value) => !published.includes(value));
  return { published, hidden };
}

/** A column's value for a private row (variant 0) or a published one; undefined where none is known. */
export function publicationValue(
  publishing: Publishing | undefined,
  variant: 0 | 1,
): JsonValue | undefined {
  return (variant === 1 ? publishing?.published : publishing?.hidden)?.[0];
}

/** Whether a SELECT policy shows what belongs to a published row as well. */
export function isPublishedWithParents(
  relation: AnalysedRelation,
  database: DatabaseAnalysis,
): boolean {
  return relation.guards.some(({ policy, using }) => {
    const reads = policy.command === "select" || policy.command === "all";
    if (!policy.permissive || !reads || using === null) return false;
    const ways = judgeGuard(using, { relation, binding: database.binding }) ?? [];
    return ways.some((way) => way.verdict === "open" && way.weakness === "published-delegate");
  });
}

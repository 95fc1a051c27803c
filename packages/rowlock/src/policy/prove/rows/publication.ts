// Columns in which a row says itself that everyone may see it, as far as the SELECT policies heed them.
// Rows are made both ways: private ones, which nobody else may see, and published ones, which are no leak.

import type { ColumnFacts } from "../../../catalog/security/columns.ts";
import type { JsonValue } from "../../../tokens/verified-token.ts";
import { isPublication, judgeGuard } from "../../analysis/binding.ts";
import type { AnalysedRelation, DatabaseAnalysis } from "../../analysis/database-analysis.ts";
import { constantOf } from "../../expression/caller-value.ts";
import { walk } from "../../expression/expression.ts";

/** By column: the values that publish a row. An empty list stands for `true`. */
export type Publication = ReadonlyMap<string, readonly string[]>;

export function publicationOf(relation: AnalysedRelation, database: DatabaseAnalysis): Publication {
  const columns = new Map<string, string[]>();
  for (const { policy, using } of relation.guards) {
    const reads = policy.command === "select" || policy.command === "all";
    if (!policy.permissive || !reads || !using?.understood) continue;
    for (const way of judgeGuard(using, { relation, binding: database.binding }) ?? []) {
      if (way.verdict !== "open" || !isPublication(way)) continue;
      for (const condition of way.conditions) {
        if (condition.kind !== "row-only") continue;
        for (const column of condition.columns) columns.set(column, columns.get(column) ?? []);
      }
    }
    for (const inner of walk(using.expression)) {
      if (inner.kind !== "operator" || inner.operator !== "=" || inner.left === null) continue;
      const [column, constant] =
        inner.left.kind === "column" || inner.left.kind === "cast"
          ? [inner.left, inner.right]
          : [inner.right, inner.left];
      const bare = column.kind === "cast" ? column.arg : column;
      const value = constantOf(constant);
      if (bare.kind !== "column" || typeof value !== "string") continue;
      columns.get(bare.path.at(-1) ?? "")?.push(value);
    }
  }
  return columns;
}

/** A column's value for a private row (variant 0) or a published one; undefined where it publishes nothing. */
export function publicationValue(
  column: ColumnFacts,
  publishing: readonly string[] | undefined,
  variant: 0 | 1,
): JsonValue | undefined {
  if (publishing === undefined) return undefined;
  if (column.baseType === "boolean") return variant === 1;
  const [first] = publishing;
  if (variant === 1) return first;
  const others = column.labels.filter((label) => !publishing.includes(label));
  return others[0];
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

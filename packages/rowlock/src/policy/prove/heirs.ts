// Tables that inherit from others (`inherits`): a query of the one above shows their rows as well, by its own policies
// alone. Partitions are no such tables: their rows are the whole table's.
import { groupBy } from "../../catalog/group-by.ts";
import type { AnalysedRelation, DatabaseAnalysis } from "../analysis/database-analysis.ts";

export interface Heirs {
  of(relation: AnalysedRelation): readonly AnalysedRelation[];
}

export function findHeirs({ relations }: DatabaseAnalysis): Heirs {
  const links = relations.flatMap((child) =>
    child.isPartition ? [] : child.parents.map((parent) => ({ parent, child })),
  );
  const children = groupBy(links, ({ parent }) => parent);
  const below = (oid: string): readonly AnalysedRelation[] =>
    (children.get(oid) ?? []).flatMap(({ child }) => [child, ...below(child.oid)]);
  return { of: ({ oid }) => [...new Set(below(oid))] };
}

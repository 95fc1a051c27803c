import { isTable } from "../../../catalog/parts/relations.ts";
import { callerColumnsIn } from "../../analysis/caller-columns.ts";
import type { AnalysedRelation, DatabaseAnalysis } from "../../analysis/database-analysis.ts";
import { createIndex, isIndexed } from "../../analysis/owner-index.ts";
import { statement } from "../../fix/fix.ts";
import type { Rule } from "../rule.ts";

export const ownerColumnUnindexed: Rule = {
  id: "owner-column-unindexed",
  level: "warning",
  title: "A column that policies compare has no index",
  why: "Every query then reads the whole table to find the caller's rows. Under row level security most other filters can't use their indexes, so this one bounds the work.",
  help: "Make an index that begins with the column.",
  *check(subject) {
    const wanted = comparedColumns(subject);
    for (const relation of subject.relations) {
      if (!isTable(relation) || !(relation.exposed || wanted.has(relation.oid))) continue;
      // Supabase's own table: a project can make no index there.
      if (relation.schema === "storage" || relation.schema === "realtime") continue;
      for (const column of wanted.get(relation.oid) ?? []) {
        if (isList(relation, column)) continue;
        if (isIndexed(relation, column) || isServedInPart(relation, column)) continue;
        yield {
          object: { schema: relation.schema, table: relation.name, column },
          message: `No index of ${relation.schema}.${relation.name} begins with ${column}, which policies compare`,
          fix: statement(createIndex(relation, column)),
        };
      }
    }
  },
};

/** The columns that policies tie to the caller, in the guarded tables and in those that their subqueries read. */
function comparedColumns(database: DatabaseAnalysis): ReadonlyMap<string, ReadonlySet<string>> {
  const columns = new Map<string, Set<string>>();
  const add = (relation: string, column: string) => {
    const known = columns.get(relation) ?? new Set();
    columns.set(relation, known.add(column));
  };
  for (const relation of database.relations) {
    if (!relation.exposed) continue;
    for (const { policy, using } of relation.guards) {
      if (!using?.understood || policy.command === "insert") continue;
      for (const condition of using.alternatives.flat()) {
        if (condition.kind === "binds") add(relation.oid, condition.column);
      }
      for (const inner of callerColumnsIn(using.expression, database.context)) {
        add(inner.relation, inner.column);
      }
    }
  }
  return columns;
}

/** A partial index serves where each policy that reads by the column asks for what the index is limited to. */
function isServedInPart({ indexes, guards }: AnalysedRelation, column: string): boolean {
  const readers = guards.filter(
    ({ policy, using }) =>
      ["select", "all"].includes(policy.command) &&
      using?.understood === true &&
      using.alternatives.flat().some((one) => one.kind === "binds" && one.column === column),
  );
  return indexes.some(({ valid, columns, predicate }) => {
    if (!valid || columns[0] !== column || predicate === null) return false;
    return readers.length > 0 && readers.every(({ using }) => using?.text.includes(predicate));
  });
}

/** `me = any(column)` is served by no index. */
function isList({ columns }: AnalysedRelation, name: string): boolean {
  return columns.find((column) => column.name === name)?.baseType.endsWith("[]") === true;
}

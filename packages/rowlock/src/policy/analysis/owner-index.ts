// The index that bounds the work of every query to the caller's own rows.
import type { GuardedRelation } from "../../catalog/security-model.ts";
import { type Sql, sql } from "../../sql/fragment.ts";
import { readableName } from "../../sql/readable-name.ts";

/** Whether an index over all rows begins with the column. */
export function isIndexed({ indexes }: GuardedRelation, column: string): boolean {
  return indexes.some((index) => index.valid && !index.partial && index.columns[0] === column);
}

/** Under a name that no other index of the table has: IF NOT EXISTS would pass over one that serves less. */
export function createIndex(relation: GuardedRelation, column: string): Sql {
  const taken = new Set(relation.indexes.map((index) => index.name));
  const base = `${relation.name}_${column}_idx`;
  let name = base;
  for (let next = 2; taken.has(name); next += 1) name = `${base}${next}`;
  const target = readableName(relation.schema, relation.name);
  return sql`create index if not exists ${readableName(name)} on ${target} (${readableName(column)})`;
}

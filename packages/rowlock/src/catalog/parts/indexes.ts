// Indexes: by which columns rows are found, and whether an index serves every row.
import type { SqlClient } from "../../sql/sql-client.ts";
import type { QualifiedName } from "../qualified-name.ts";
import { CHOSEN, chosen, loadByRelation, USER_SCHEMA } from "./fragments.ts";

export interface IndexFacts {
  readonly name: string;
  /** Such as `btree`. */
  readonly method: string;
  /** Key columns in order; null stands for an expression. */
  readonly columns: readonly (string | null)[];
  readonly unique: boolean;
  /** Covers only the rows that its WHERE names. */
  readonly partial: boolean;
  /** Its WHERE as PostgreSQL writes it, or null. */
  readonly predicate: string | null;
  readonly valid: boolean;
}

const QUERY = `
  select i.indrelid::text as relation, ic.relname as name, am.amname as method,
    array(select a.attname::text from generate_series(0, i.indnkeyatts - 1) place
      left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[place] and a.attnum > 0
      order by place) as columns,
    i.indisunique as unique, i.indpred is not null as partial,
    pg_get_expr(i.indpred, i.indrelid) as predicate, i.indisvalid as valid
  from pg_index i
  join pg_class ic on ic.oid = i.indexrelid
  join pg_am am on am.oid = ic.relam
  join pg_class c on c.oid = i.indrelid
  join pg_namespace n on n.oid = c.relnamespace
  where ${USER_SCHEMA} and ${CHOSEN}
  order by i.indrelid, ic.relname`;

/** By relation. */
export function loadIndexes(
  client: SqlClient,
  only?: QualifiedName,
): Promise<ReadonlyMap<string, readonly IndexFacts[]>> {
  return loadByRelation<IndexFacts>(client, QUERY, chosen(only));
}

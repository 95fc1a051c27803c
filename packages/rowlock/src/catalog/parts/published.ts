// What Realtime tells of a table's changes: the publication supabase_realtime, and the replica identity, which decides what
// is told of a row as it was.
import type { SqlClient } from "../../sql/sql-client.ts";
import { loadByRelation } from "./fragments.ts";

/** The publication whose tables supabase-js hears of. */
export const CHANGES_PUBLICATION = "supabase_realtime";

export type ReplicaIdentity = "key" | "index" | "full" | "nothing";

export interface PublishedFacts {
  /** The columns that the publication tells. */
  readonly columns: readonly string[];
  /** Of the old row the log has the primary key, the columns of an index, all, or nothing. */
  readonly identity: ReplicaIdentity;
}

const QUERY = `
  select c.oid::text as relation, p.attnames::text[] as columns,
    case c.relreplident when 'f' then 'full' when 'i' then 'index' when 'n' then 'nothing' else 'key' end as identity
  from pg_publication_tables p
  join pg_namespace n on n.nspname = p.schemaname
  join pg_class c on c.relnamespace = n.oid and c.relname = p.tablename
  where p.pubname = $1`;

/** By relation. */
export async function loadPublished(
  client: SqlClient,
): Promise<ReadonlyMap<string, PublishedFacts>> {
  const groups = await loadByRelation<PublishedFacts>(client, QUERY, [CHANGES_PUBLICATION]);
  return new Map([...groups].flatMap(([oid, [facts]]) => (facts ? [[oid, facts]] : [])));
}

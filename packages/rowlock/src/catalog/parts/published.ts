// The tables whose changes Realtime tells: those of the publication supabase_realtime.
import type { SqlClient } from "../../sql/sql-client.ts";
import { loadByRelation } from "./fragments.ts";

/** The publication whose tables supabase-js hears of. */
export const CHANGES_PUBLICATION = "supabase_realtime";

export interface PublishedFacts {
  /** The columns that the publication tells. */
  readonly columns: readonly string[];
}

const QUERY = `
  select c.oid::text as relation, p.attnames::text[] as columns
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

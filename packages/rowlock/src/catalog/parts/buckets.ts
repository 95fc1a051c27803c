// The buckets of Supabase Storage: whose files everybody may read by their address, and what may be put into them.
import type { SqlClient } from "../../sql/sql-client.ts";

export interface BucketFacts {
  readonly id: string;
  readonly public: boolean;
  readonly allowed_mime_types: readonly string[] | null;
}

/** None where there is no storage, or where this login may not read it. */
export async function loadBuckets(client: SqlClient): Promise<readonly BucketFacts[]> {
  // Asked of the catalog: to_regclass raises where the login may not use the schema.
  const known = await client.query<{ readable: boolean }>(
    `select has_schema_privilege(n.oid, 'USAGE') and has_table_privilege(c.oid, 'SELECT') as readable
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'public'
    where n.nspname = 'storage' and c.relname = 'buckets'`,
  );
  if (known.rows[0]?.readable !== true) return [];
  // By way of JSON, since older ones have no column for types.
  const { rows } = await client.query<BucketFacts>(
    `select id::text, coalesce(public, false) as public,
      nullif(to_jsonb(bucket) -> 'allowed_mime_types', 'null') as allowed_mime_types
    from storage.buckets as bucket order by 1`,
  );
  return rows;
}

// The buckets of Storage that a project has: those of its database, whose copy comes without rows, and those that
// supabase/config.toml declares.
import type { BucketFacts } from "../policy/prove/storage/buckets.ts";
import type { OpenedProject } from "../project/open-project.ts";
import type { SqlClient } from "../sql/sql-client.ts";

/** None where there is no Storage, or this login may not read it: then a proof knows those that policies name. */
export async function readBuckets(client: SqlClient): Promise<readonly BucketFacts[]> {
  const { rows: known } = await client.query<{ readable: boolean | null }>(
    `select has_schema_privilege('storage', 'USAGE') and has_table_privilege('storage.buckets', 'SELECT') as readable
     where exists (select from information_schema.schemata where schema_name = 'storage')
       and exists (select from information_schema.tables where table_schema = 'storage' and table_name = 'buckets')`,
  );
  if (known[0]?.readable !== true) return [];
  const { rows } = await client.query<BucketFacts>(
    `select id, coalesce(public, false) as public, to_json(allowed_mime_types) as allowed_mime_types
     from storage.buckets`,
  );
  return rows;
}

export function declaredBuckets({ supabase }: OpenedProject["project"]): readonly BucketFacts[] {
  return Object.entries(supabase.storage.buckets).map(([id, bucket]) => ({
    id,
    public: bucket.public,
    allowed_mime_types: bucket.allowed_mime_types.length === 0 ? null : bucket.allowed_mime_types,
  }));
}

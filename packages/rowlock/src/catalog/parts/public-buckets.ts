// Buckets of Supabase Storage whose files everybody may read by their address, whatever the policies say.
import type { SqlClient } from "../../sql/sql-client.ts";

/** Their ids. None where there is no storage, or where this login may not read it. */
export async function loadPublicBuckets(client: SqlClient): Promise<readonly string[]> {
  // Asked of the catalog: to_regclass raises where the login may not use the schema.
  const known = await client.query<{ readable: boolean }>(
    `select has_schema_privilege(n.oid, 'USAGE') and has_table_privilege(c.oid, 'SELECT') as readable
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'public'
    where n.nspname = 'storage' and c.relname = 'buckets'`,
  );
  if (known.rows[0]?.readable !== true) return [];
  const { rows } = await client.query<{ id: string }>(
    "select id::text from storage.buckets where public order by 1",
  );
  return rows.map(({ id }) => id);
}

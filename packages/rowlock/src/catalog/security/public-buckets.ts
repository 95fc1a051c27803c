// Buckets of Supabase Storage whose files everybody may read by their address, whatever the policies say.
import type { SqlClient } from "../../database/sql-client.ts";

/** Their ids. None where there is no storage, or where this login may not read it. */
export async function loadPublicBuckets(client: SqlClient): Promise<readonly string[]> {
  const known = await client.query<{ readable: boolean | null }>(
    `select has_table_privilege(to_regclass('storage.buckets'), 'SELECT') and exists (
      select from pg_attribute where attrelid = to_regclass('storage.buckets') and attname = 'public'
    ) as readable`,
  );
  if (known.rows[0]?.readable !== true) return [];
  const { rows } = await client.query<{ id: string }>(
    "select id::text from storage.buckets where public order by 1",
  );
  return rows.map(({ id }) => id);
}

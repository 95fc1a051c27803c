// Drops a database with whoever is connected to it. PostgreSQL ends sessions by itself, but not those that read the log.
import { loadSlotReaders } from "../../catalog/parts/replication.ts";
import { identifier, sql } from "../../sql/fragment.ts";
import { execute, type SqlClient } from "../../sql/sql-client.ts";

/** Runs as the superuser, in another database. */
export async function dropDatabase(client: SqlClient, name: string): Promise<void> {
  const database = identifier(name);
  const readers = await loadSlotReaders(client, name);
  if (readers.length > 0) {
    // Or they would be there again.
    await execute(client, sql`alter database ${database} with allow_connections false`);
    await client.query(
      "select pg_terminate_backend(reader, 5000) from unnest($1::int[]) as reader",
      [readers],
    );
  }
  await execute(client, sql`drop database if exists ${database} with (force)`);
}

// Slots that a killed process left on the embedded server: they keep the log for nobody.
import { loadIdleSlots } from "../../catalog/parts/replication.ts";
import type { SqlClient } from "../../sql/sql-client.ts";

/** Runs as the superuser, while no other process has the server. */
export async function dropLeftSlots(client: SqlClient): Promise<void> {
  for (const name of await loadIdleSlots(client)) {
    await client.query("select pg_drop_replication_slot($1)", [name]);
  }
}

// For a copy of a database that is to be looked at or attacked: nothing in it may run by itself or know a secret.

import type { SqlClient } from "../../sql/sql-client.ts";

const TABLES = [
  "cron.job",
  "cron.job_run_details",
  "net.http_request_queue",
  "net._http_response",
  "vault.secrets",
];

/** Empties scheduled jobs, queued requests, their answers and Vault's secrets. Runs as the superuser. */
export async function clearBackgroundWork(client: SqlClient): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    "select name from unnest($1::text[]) as name where pg_catalog.to_regclass(name) is not null",
    [TABLES],
  );
  if (rows.length > 0) await client.query(`truncate ${rows.map(({ name }) => name).join(", ")}`);
}

// The embedded server's app database, as hosted Supabase hands one over: schemas and functions with hosted's owners
// and grants, and event triggers that tell a schema cache to reload. Idempotent, in one transaction.
import { inTransaction, type SqlClient } from "../sql-client.ts";
import { ensureAppSchemas } from "./app-schemas.ts";
import { AUTH_OWNERSHIP } from "./auth-schema.ts";
import { SCHEMA_WATCH } from "./schema-watch.ts";

const OWNERSHIP = `
  grant all on schema extensions to postgres with grant option;
  grant all on all routines in schema extensions to postgres with grant option;
  grant usage on schema public to postgres;
`;

/** Runs as the superuser, connected to the app's database, after prepareRoles(). */
export async function prepareAppDatabase(client: SqlClient): Promise<void> {
  await inTransaction(client, async () => {
    await ensureAppSchemas(client);
    await client.query(OWNERSHIP);
    await client.query(AUTH_OWNERSHIP);
    await client.query(SCHEMA_WATCH);
  });
}

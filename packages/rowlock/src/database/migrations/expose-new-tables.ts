// The grants that hosted Supabase gave to everything new in `public` until 2026, as `[api] auto_expose_new_tables = true`
// asks for. A standing order for what is made from then on, given once, before the first migration, as the Supabase CLI
// does: a migration that takes it back is obeyed, and nothing that is there already is opened.
import type { SqlClient } from "../../sql/sql-client.ts";
import { remoteHost } from "./remote-guard.ts";

const GRANTS = ["tables", "sequences", "functions"]
  .map(
    (kind) =>
      `alter default privileges in schema public grant all on ${kind} to anon, authenticated, service_role;`,
  )
  .join("\n");

export interface ExposeNewTablesOptions {
  readonly connectionString: string;
  /** `[api] auto_expose_new_tables`. */
  readonly autoExposeNewTables?: boolean | undefined;
}

/** Runs as the owner of what migrations make. A server elsewhere has a setting of its own, and keeps it. */
export async function exposeNewTables(
  client: SqlClient,
  { autoExposeNewTables, connectionString }: ExposeNewTablesOptions,
): Promise<void> {
  if (autoExposeNewTables !== true || remoteHost(connectionString) !== undefined) return;
  await client.query(GRANTS);
}

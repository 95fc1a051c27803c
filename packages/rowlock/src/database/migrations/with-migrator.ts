// The connection that migrates or seeds: one at a time on a database, and one that gives up when Rowlock is told to end.
// Guarantee: told to end, it neither waits for a lock nor runs a statement to its end; PostgreSQL rolls back what ran.
import type pg from "pg";
import { rowlockError } from "../../errors/registry.ts";
import { withClient } from "../pool/with-client.ts";

export interface MigratorOptions {
  /** Of the app's database, by its owner. */
  readonly connectionString: string;
  /** Aborted when Rowlock is told to end. */
  readonly signal?: AbortSignal | undefined;
}

/** How long a statement may take to notice that it is cancelled, before its connection is closed. */
const PATIENCE_MS = 3_000;

/** @throws MIGRATION_CANCELLED, DATABASE_UNREACHABLE, or what the work throws */
export function withMigrator<T>(
  options: MigratorOptions,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  return withClient(options.connectionString, async (client) => {
    const stopListening = await cancelOnAbort(client, options);
    try {
      await lockMigrations(client, options);
      return await work(client);
    } finally {
      stopListening();
    }
  });
}

/** Held until the connection closes. The number is Rowlock's own, without underscores for PostgreSQL 15. @throws MIGRATION_CANCELLED */
async function lockMigrations(client: pg.ClientBase, { signal }: MigratorOptions): Promise<void> {
  try {
    await client.query("select pg_catalog.pg_advisory_lock(7246101)");
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
  if (signal?.aborted !== true) return;
  throw rowlockError("MIGRATION_CANCELLED", {
    message: "The migrations were not applied: Rowlock was told to end before their turn came",
    hint: "Nothing was changed; they are applied at the next start",
  });
}

async function cancelOnAbort(
  client: pg.Client,
  { connectionString, signal }: MigratorOptions,
): Promise<() => void> {
  const { rows } = await client.query<{ pid: number }>("select pg_catalog.pg_backend_pid() as pid");
  const pid = rows[0]?.pid;
  let closing: NodeJS.Timeout | undefined;
  const close = () => void client.end().catch(() => {});
  // A connection of the same login may cancel what this one runs.
  const cancel = () => {
    closing = setTimeout(close, PATIENCE_MS);
    withClient(connectionString, (canceller) =>
      canceller.query("select pg_catalog.pg_cancel_backend($1)", [pid]),
    ).catch(close);
  };
  if (signal?.aborted === true) cancel();
  signal?.addEventListener("abort", cancel, { once: true });
  return () => {
    signal?.removeEventListener("abort", cancel);
    clearTimeout(closing);
  };
}

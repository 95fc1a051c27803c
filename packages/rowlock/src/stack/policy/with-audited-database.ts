// The database that a command on policies looks at: the one named, that of the running stack, or, where no stack runs,
// what the migrations make. Guarantee: the first two are only read.
import { readLocalMigrations } from "../../database/migrations/local-migrations.ts";
import { withClient } from "../../database/pool/with-client.ts";
import type { SqlClient } from "../../database/sql-client.ts";
import type { OpenedProject } from "../open-project.ts";
import { withScratchDatabase } from "../scratch/with-scratch-database.ts";
import { withDatabases } from "../with-databases.ts";

export interface AuditedDatabaseOptions {
  readonly opened: OpenedProject;
  /** Any PostgreSQL, by the URL of a login that may read its catalog. */
  readonly databaseUrl?: string | undefined;
  readonly onNotice: (notice: string) => void;
}

export type AuditedDatabaseKind = "named" | "running" | "migrations" | "stopped";

/** @throws DATABASE_UNREACHABLE, and what starting the cluster or replaying the migrations throws */
export async function withAuditedDatabase<T>(
  options: AuditedDatabaseOptions,
  work: (client: SqlClient, kind: AuditedDatabaseKind) => Promise<T>,
): Promise<T> {
  const { opened, databaseUrl } = options;
  if (databaseUrl !== undefined) {
    return withClient(databaseUrl, (client) => work(client, "named"));
  }
  if (opened.running === undefined && (await hasMigrations(opened))) {
    return withScratchDatabase(options, ({ urls }) =>
      withClient(urls.owner, (client) => work(client, "migrations")),
    );
  }
  const kind = opened.running === undefined ? "stopped" : "running";
  return withDatabases({ opened, onNotice: options.onNotice }, ({ urls }) =>
    withClient(urls.owner, (client) => work(client, kind)),
  );
}

async function hasMigrations({ project }: OpenedProject): Promise<boolean> {
  const { migrations } = await readLocalMigrations(project.supabaseDirectory);
  return migrations.length > 0;
}

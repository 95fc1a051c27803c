// The record of what was applied, in the tables and columns of the Supabase CLI, so that either continues the other.
import type { SqlClient } from "../../sql/sql-client.ts";

export interface AppliedMigration {
  readonly version: string;
  readonly name: string;
  /** As they ran; null where the record was made by hand. */
  readonly statements: readonly string[] | null;
}

const TABLES = `
  set local lock_timeout = '4s';
  create schema if not exists supabase_migrations;
  create table if not exists supabase_migrations.schema_migrations (version text not null primary key);
  alter table supabase_migrations.schema_migrations add column if not exists statements text[];
  alter table supabase_migrations.schema_migrations add column if not exists name text;
  create table if not exists supabase_migrations.seed_files (path text not null primary key, hash text not null);
`;

/** Makes the tables that lack. */
export async function ensureHistory(client: SqlClient): Promise<void> {
  if ((await exists(client, "schema_migrations")) && (await exists(client, "seed_files"))) return;
  await client.query(`begin; ${TABLES} commit`);
}

export async function readHistory(client: SqlClient): Promise<readonly AppliedMigration[]> {
  if (!(await exists(client, "schema_migrations"))) return [];
  const { rows } = await client.query<AppliedMigration>(`
    select version, coalesce(name, '') as name, statements
    from supabase_migrations.schema_migrations order by version collate "C"
  `);
  return rows;
}

export async function recordMigration(
  client: SqlClient,
  migration: AppliedMigration,
): Promise<void> {
  await client.query(
    "insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3)",
    [migration.version, migration.name, migration.statements],
  );
}

/** The seed files that ran, each with the hash of what it then held. */
export async function readSeedHistory(client: SqlClient): Promise<ReadonlyMap<string, string>> {
  if (!(await exists(client, "seed_files"))) return new Map();
  const { rows } = await client.query<{ path: string; hash: string }>(
    "select path, hash from supabase_migrations.seed_files",
  );
  return new Map(rows.map(({ path, hash }) => [path, hash]));
}

export async function recordSeed(
  client: SqlClient,
  seed: { readonly path: string; readonly hash: string },
): Promise<void> {
  await client.query("insert into supabase_migrations.seed_files (path, hash) values ($1, $2)", [
    seed.path,
    seed.hash,
  ]);
}

/** Of the files that no migration names: those that ran, each with the hash of what it then held. */
export async function readFileRecord(client: SqlClient): Promise<ReadonlyMap<string, string>> {
  if (!(await exists(client, "rowlock_files"))) return new Map();
  const { rows } = await client.query<{ path: string; hash: string }>(
    "select path, hash from supabase_migrations.rowlock_files order by path",
  );
  return new Map(rows.map(({ path, hash }) => [path, hash]));
}

/** In the transaction of the file itself. */
export async function recordFile(
  client: SqlClient,
  file: { readonly path: string; readonly hash: string },
): Promise<void> {
  await client.query(`
    create schema if not exists supabase_migrations;
    create table if not exists supabase_migrations.rowlock_files (path text not null primary key, hash text not null)
  `);
  await client.query("insert into supabase_migrations.rowlock_files (path, hash) values ($1, $2)", [
    file.path,
    file.hash,
  ]);
}

async function exists(client: SqlClient, table: string): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(
    "select pg_catalog.to_regclass($1) is not null as there",
    [`supabase_migrations.${table}`],
  );
  return rows[0]?.there === true;
}

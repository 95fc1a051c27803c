// The schemas that hosted Supabase has in an app's database before the first migration: what lacks is created, what is
// there is left as it is. Since 2026-10-30 hosted gives new tables, sequences and functions no grants, so there are no
// default privileges here either.
import type { SqlClient } from "../sql-client.ts";
import { AUTH_FUNCTIONS, AUTH_USERS } from "./auth-schema.ts";

const SCHEMAS = `
  create schema if not exists extensions;
  create extension if not exists pgcrypto with schema extensions;
  create extension if not exists "uuid-ossp" with schema extensions;
  create schema if not exists auth;
  grant usage on schema extensions, auth, public to anon, authenticated, service_role;
`;

/** Runs in the caller's transaction, as a role that may create schemas in the database. */
export async function ensureAppSchemas(client: SqlClient): Promise<void> {
  await client.query(SCHEMAS);
  if (!(await exists(client, "to_regclass", "auth.users"))) await client.query(AUTH_USERS);
  for (const [name, statement] of Object.entries(AUTH_FUNCTIONS)) {
    const there = await exists(client, "to_regprocedure", `auth.${name}()`);
    if (!there) await client.query(statement);
  }
}

async function exists(
  client: SqlClient,
  lookup: "to_regclass" | "to_regprocedure",
  name: string,
): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(
    `select pg_catalog.${lookup}($1) is not null as there`,
    [name],
  );
  return rows[0]?.there === true;
}

// The schemas that hosted Supabase has in an app's database before the first migration: what lacks is created, what is
// there is left as it is. Since 2026-10-30 hosted gives new tables, sequences and functions no grants, so there are no
// default privileges here either.
import { identifier, sql } from "../../sql/fragment.ts";
import { execute, type SqlClient } from "../../sql/sql-client.ts";
import { API_ROLES } from "../role-names.ts";
import { AUTH_FUNCTIONS, AUTH_USERS } from "./auth-schema.ts";

const SCHEMAS = ["extensions", "auth"];

const EXTENSIONS = `
  create extension if not exists pgcrypto with schema extensions;
  create extension if not exists "uuid-ossp" with schema extensions;
`;

/** Runs in the caller's transaction, as a role that may create what lacks in the database. */
export async function ensureAppSchemas(client: SqlClient): Promise<void> {
  // CREATE SCHEMA IF NOT EXISTS and GRANT ask for rights even where there is nothing to do.
  for (const name of SCHEMAS) {
    const there = await exists(client, "to_regnamespace", name);
    if (!there) await execute(client, sql`create schema ${identifier(name)}`);
  }
  await client.query(EXTENSIONS);
  await grantUsage(client);
  if (!(await exists(client, "to_regclass", "auth.users"))) await client.query(AUTH_USERS);
  for (const [name, statement] of Object.entries(AUTH_FUNCTIONS)) {
    const there = await exists(client, "to_regprocedure", `auth.${name}()`);
    if (!there) await client.query(statement);
  }
}

async function grantUsage(client: SqlClient): Promise<void> {
  const { rows } = await client.query<{ schema: string; role: string }>(
    `select schema, role from unnest($1::text[]) as schema, unnest($2::text[]) as role
     where not pg_catalog.has_schema_privilege(role, schema, 'usage')`,
    [[...SCHEMAS, "public"], API_ROLES],
  );
  for (const { schema, role } of rows) {
    await execute(client, sql`grant usage on schema ${identifier(schema)} to ${identifier(role)}`);
  }
}

async function exists(
  client: SqlClient,
  lookup: "to_regclass" | "to_regnamespace" | "to_regprocedure",
  name: string,
): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(
    `select pg_catalog.${lookup}($1) is not null as there`,
    [name],
  );
  return rows[0]?.there === true;
}

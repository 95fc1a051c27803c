// What hosted Supabase has in an app's database before the first migration: extensions, the auth schema and its
// functions, grants, and the event triggers that tell a schema cache to reload. Idempotent, in one transaction.
// Since 2026-10-30 hosted gives new tables, sequences and functions no grants, so there are no default privileges here.
import { inTransaction, type SqlClient } from "../sql-client.ts";
import { AUTH_FUNCTIONS, AUTH_USERS } from "./auth-schema.ts";
import { SCHEMA_WATCH } from "./schema-watch.ts";

const EXTENSIONS = `
  create schema if not exists extensions;
  grant all on schema extensions to postgres with grant option;
  grant usage on schema extensions to anon, authenticated, service_role;
  create extension if not exists pgcrypto with schema extensions;
  create extension if not exists "uuid-ossp" with schema extensions;
  grant all on all routines in schema extensions to postgres with grant option;
`;

const PUBLIC_SCHEMA = `
  grant usage on schema public to postgres, anon, authenticated, service_role;
`;

/** Runs as the superuser, connected to the app's database, after prepareRoles(). */
export async function prepareAppDatabase(client: SqlClient): Promise<void> {
  await inTransaction(client, async () => {
    await client.query(EXTENSIONS);
    await client.query(PUBLIC_SCHEMA);
    await client.query(AUTH_USERS);
    await client.query(AUTH_FUNCTIONS);
    await client.query(SCHEMA_WATCH);
  });
}

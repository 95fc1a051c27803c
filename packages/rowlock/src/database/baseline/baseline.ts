// Everything that an app's database holds on the embedded server before its first migration, as hosted Supabase hands
// one over: one text, in its order. Each part can run again over what an earlier version made: it makes what lacks and
// replaces functions, and takes nothing away. To extend the platform, add to a part, or add a part here.
import { createHash } from "node:crypto";
import { EMBEDDED_LOGINS } from "../role-names.ts";
import { AUTH_GRANTS } from "./auth-schema.ts";
import { AUTH_TABLES } from "./auth-tables.ts";
import { CRON } from "./cron.ts";
import { GUARD, GUARD_REGISTER } from "./guard.ts";
import { MESSAGE_PROBE, probeGrants } from "./message-probe.ts";
import { NET } from "./net.ts";
import { PUBLICATIONS, REALTIME } from "./realtime.ts";
import { SCHEMA_WATCH } from "./schema-watch.ts";
import { STORAGE_FUNCTIONS } from "./storage-functions.ts";
import { STORAGE_TABLES } from "./storage-tables.ts";
import { VAULT } from "./vault.ts";

/** Made by the baseline, and owned by the superuser: nobody else may drop or rename them, or make things in them. */
export const BASELINE_SCHEMAS = [
  "_rowlock",
  "cron",
  "graphql",
  "graphql_public",
  "net",
  "pgsodium",
  "realtime",
  "storage",
  "supabase_functions",
  "vault",
] as const;

// The path is pinned: nothing that a project made is to run as the superuser in a built-in's place.
const SCHEMAS = `
  set local search_path = pg_catalog;
  ${BASELINE_SCHEMAS.map((name) => `create schema if not exists ${name};`).join("\n  ")}
  create schema if not exists supabase_migrations authorization postgres;
  create table if not exists _rowlock.baseline (hash text not null);

  grant all on schema extensions to postgres with grant option;
  grant all on all routines in schema extensions to postgres with grant option;
  grant usage on schema extensions to dashboard_user;
  grant usage on schema public to postgres;
  grant usage on schema graphql, graphql_public to postgres, anon, authenticated, service_role;
`;

// What pg_graphql answers on hosted where it is not enabled, in its words.
const GRAPHQL = `
  create or replace function graphql_public.graphql(
    "operationName" text default null, query text default null, variables jsonb default null, extensions jsonb default null
  ) returns jsonb language sql stable as $$
    select jsonb_build_object('errors', jsonb_build_array(
      jsonb_build_object('message', 'pg_graphql extension is not enabled.')))
  $$;
`;

// The guard closes _rowlock; the view of secrets calls this with the rights of whoever reads it.
const INNER_GRANTS = `
  grant execute on function _rowlock.decrypt_secret(text) to postgres, service_role;
  ${probeGrants(EMBEDDED_LOGINS)}
`;

/** Runs as the superuser, in one transaction. */
export const BASELINE = [
  SCHEMAS,
  GUARD_REGISTER,
  AUTH_TABLES,
  AUTH_GRANTS,
  STORAGE_TABLES,
  STORAGE_FUNCTIONS,
  REALTIME,
  MESSAGE_PROBE,
  PUBLICATIONS,
  VAULT,
  CRON,
  NET,
  GRAPHQL,
  SCHEMA_WATCH,
  GUARD,
  INNER_GRANTS,
].join("\n");

/** Tells whether a database holds this very baseline. */
export const BASELINE_HASH = createHash("sha256").update(BASELINE).digest("hex");

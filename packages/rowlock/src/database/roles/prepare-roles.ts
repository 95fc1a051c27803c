// The embedded server's roles, as hosted Supabase has them, with one difference: `authenticator` is no member of
// service_role, whose requests have a login of their own. SET ROLE is checked against the login, so with hosted's
// membership a function run as `authenticated` could make itself service_role.
// Cluster-wide and idempotent, in one transaction.

import { inTransaction, type SqlClient } from "../../sql/sql-client.ts";
import { PREPARE_PLATFORM_ROLES } from "../baseline/platform-roles.ts";
import { ensureRole, roleExists } from "../ensure-role.ts";
import { API_ROLES, EMBEDDED_LOGINS } from "../role-names.ts";
import { grantExtraRoles } from "./grant-extra-roles.ts";

interface RolePasswords {
  /** Of `postgres`, the app database's owner. */
  readonly owner: string;
  readonly authenticator: string;
  readonly service: string;
  readonly identity: string;
}

export interface PrepareRolesOptions {
  readonly passwords: RolePasswords;
  /** Further roles that tokens may name. Those that migrations have yet to create are passed over. */
  readonly extraRoles: readonly string[];
}

// `login noinherit` and nothing else: whatever goes wrong on such a connection, it has no rights to do harm with.
const WITHOUT_RIGHTS = "nosuperuser nocreatedb nocreaterole noreplication nobypassrls";
const REQUEST_LOGIN = `login noinherit ${WITHOUT_RIGHTS}`;
// It owns its database. Before PostgreSQL 16 an owner has an owner's rights there only if it inherits.
const IDENTITY_LOGIN = `login inherit ${WITHOUT_RIGHTS}`;

const SETTINGS = `
  alter role anon reset all;
  alter role authenticated reset all;
  alter role service_role reset all;
  alter role authenticator reset all;
  alter role rowlock_service reset all;
  alter role postgres reset all;
  alter role supabase_admin set search_path to "$user", public, auth, extensions;
  alter role postgres set search_path to "$user", public, extensions;
  alter role anon set statement_timeout to '3s';
  alter role authenticated set statement_timeout to '8s';
  alter role authenticator set statement_timeout to '8s';
  alter role authenticator set lock_timeout to '8s';
  alter role rowlock_service set statement_timeout to '8s';
  alter role rowlock_service set lock_timeout to '8s';
`;

/** Gives the roles hosted's settings. Only on a first day: later ones are the migrations' own. Runs as the superuser. */
export async function resetRoleSettings(client: SqlClient): Promise<void> {
  await client.query(SETTINGS);
}

const MEMBERSHIPS = `
  grant anon, authenticated, service_role, authenticator to postgres with admin option;
  grant pg_monitor, pg_read_all_data, pg_signal_backend to postgres;
  grant anon, authenticated to authenticator;
  grant service_role to rowlock_service;
`;

// What hosted lets `postgres` set for the login of the Data API: ALTER ROLE authenticator SET pgrst.db_max_rows TO ...
// https://docs.postgrest.org/en/stable/references/configuration.html#in-database-configuration
const DATA_API_SETTINGS = [
  "db_aggregates_enabled",
  "db_anon_role",
  "db_extra_search_path",
  "db_hoisted_tx_settings",
  "db_max_rows",
  "db_plan_enabled",
  "db_pre_request",
  "db_prepared_statements",
  "db_root_spec",
  "db_schemas",
  "db_timezone_enabled",
  "db_tx_end",
  "jwt_aud",
  "jwt_cache_max_entries",
  "jwt_role_claim_key",
  "openapi_mode",
  "openapi_security_active",
  "openapi_server_proxy_uri",
  "server_cors_allowed_origins",
  "server_timing_enabled",
  "server_trace_header",
];
const PARAMETERS = `
  grant set on parameter ${DATA_API_SETTINGS.map((name) => `pgrst.${name}`).join(", ")} to postgres;
  -- Data dumps and seeds load rows whose triggers and foreign keys have had their say already.
  grant set on parameter session_replication_role to postgres;
`;

// Iterations make a password dear to guess. These are 192 random bits, which nobody guesses, and every connection would
// pay for them. A setting since PostgreSQL 16.
const ONE_ITERATION = `
  select set_config(name, '1', true) from pg_catalog.pg_settings where name = 'scram_iterations'
`;

/** Runs as the superuser. @throws ROLE_REFUSED for an extra role that no token may give */
export async function prepareRoles(client: SqlClient, options: PrepareRolesOptions): Promise<void> {
  const { passwords } = options;
  await inTransaction(client, async () => {
    await client.query(ONE_ITERATION);
    const firstDay = !(await roleExists(client, EMBEDDED_LOGINS.identity));
    for (const name of API_ROLES) {
      const bypass = name === "service_role" ? "bypassrls" : "nobypassrls";
      await ensureRole(client, { name, attributes: `nologin inherit ${bypass}`, alter: false });
    }
    await ensureRole(client, {
      name: EMBEDDED_LOGINS.owner,
      attributes: "login inherit nosuperuser createdb createrole replication bypassrls",
      password: passwords.owner,
      alter: true,
    });
    for (const login of ["authenticator", "service", "identity"] as const) {
      await ensureRole(client, {
        name: EMBEDDED_LOGINS[login],
        attributes: login === "identity" ? IDENTITY_LOGIN : REQUEST_LOGIN,
        password: passwords[login],
        alter: true,
      });
    }
    if (firstDay) await resetRoleSettings(client);
    await client.query(MEMBERSHIPS);
    await client.query(PREPARE_PLATFORM_ROLES);
    await client.query(PARAMETERS);
    await grantExtraRoles(client, {
      login: EMBEDDED_LOGINS.authenticator,
      roles: options.extraRoles,
    });
  });
}

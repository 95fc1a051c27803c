// What Rowlock needs in a database that someone else runs: a plain PostgreSQL, or hosted Supabase.
// It creates only what lacks. Existing roles, schemas and functions stay as they are; the two logins are Rowlock's own,
// under names of their own, and theirs are the only passwords it sets. One transaction.

import { identifier, sql } from "../../sql/fragment.ts";
import { execute, inTransaction, type SqlClient } from "../../sql/sql-client.ts";
import { ensureAppSchemas } from "../baseline/app-schemas.ts";
import { ensurePlainPlatform } from "../baseline/plain-platform.ts";
import { SCHEMA_WATCH } from "../baseline/schema-watch.ts";
import { ensureRole } from "../ensure-role.ts";
import { withClient } from "../pool/with-client.ts";
import { API_ROLES, EXTERNAL_LOGINS } from "../role-names.ts";
import { grantExtraRoles } from "./grant-extra-roles.ts";
import { withLogin } from "./login-url.ts";
import { checkServerVersion } from "./server-version.ts";

export interface PrepareExternalDatabaseOptions {
  /** Of a superuser, or of a login with CREATEROLE that may grant the API roles (hosted's `postgres`). */
  readonly connectionString: string;
  /** Of Rowlock's own logins. The caller keeps them: processes that share a database share these. */
  readonly passwords: { readonly authenticator: string; readonly service: string };
  readonly extraRoles: readonly string[];
  /** Told, in a sentence, what a person should know of that database. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

export interface ExternalDatabase {
  /** For requests of anon, authenticated and extra roles. Holds a password. */
  readonly authenticatorUrl: string;
  /** For requests of service_role. Holds a password. */
  readonly serviceUrl: string;
  /** False: nothing tells of schema changes, since only a superuser can make event triggers. */
  readonly announcesSchemaChanges: boolean;
  /** Extra roles that do not exist. */
  readonly missingRoles: readonly string[];
}

/** @throws ROLE_REFUSED, DATABASE_TOO_OLD, DATABASE_UNREACHABLE, or a PostgresError (42501 where the login may not do this) */
export function prepareExternalDatabase(
  options: PrepareExternalDatabaseOptions,
): Promise<ExternalDatabase> {
  const { connectionString, passwords, onNotice } = options;
  return withClient(connectionString, async (client) => {
    await checkServerVersion(client, onNotice);
    return inTransaction(client, async () => {
      await ensureApiRoles(client);
      await ensureLogins(client, passwords);
      const login = EXTERNAL_LOGINS.authenticator;
      const missingRoles = await grantExtraRoles(client, { login, roles: options.extraRoles });
      await ensureAppSchemas(client);
      await ensurePlainPlatform(client, onNotice);
      return {
        authenticatorUrl: withLogin(connectionString, {
          user: EXTERNAL_LOGINS.authenticator,
          password: passwords.authenticator,
        }),
        serviceUrl: withLogin(connectionString, {
          user: EXTERNAL_LOGINS.service,
          password: passwords.service,
        }),
        announcesSchemaChanges: await ensureSchemaWatch(client),
        missingRoles,
      };
    });
  });
}

async function ensureApiRoles(client: SqlClient): Promise<void> {
  for (const name of API_ROLES) {
    const attributes = name === "service_role" ? "nologin bypassrls" : "nologin";
    await ensureRole(client, { name, attributes, alter: false });
  }
}

async function ensureLogins(
  client: SqlClient,
  passwords: PrepareExternalDatabaseOptions["passwords"],
): Promise<void> {
  for (const key of ["authenticator", "service"] as const) {
    await ensureRole(client, {
      name: EXTERNAL_LOGINS[key],
      attributes: "login noinherit",
      password: passwords[key],
      alter: true,
    });
  }
  await grantOnce(client, { role: "anon", to: EXTERNAL_LOGINS.authenticator });
  await grantOnce(client, { role: "authenticated", to: EXTERNAL_LOGINS.authenticator });
  await grantOnce(client, { role: "service_role", to: EXTERNAL_LOGINS.service });
}

async function grantOnce(
  client: SqlClient,
  { role, to }: { readonly role: string; readonly to: string },
): Promise<void> {
  const { rows } = await client.query<{ member: boolean }>(
    "select pg_catalog.pg_has_role($1, $2, 'member') as member",
    [to, role],
  );
  if (rows[0]?.member !== true) {
    await execute(client, sql`grant ${identifier(role)} to ${identifier(to)}`);
  }
}

async function ensureSchemaWatch(client: SqlClient): Promise<boolean> {
  const { rows } = await client.query<{ watched: boolean; superuser: boolean }>(`
    select
      (select count(*) = 2 from pg_catalog.pg_event_trigger
       where evtname in ('pgrst_ddl_watch', 'pgrst_drop_watch') and evtenabled <> 'D') as watched,
      (select rolsuper from pg_catalog.pg_roles where rolname = current_user) as superuser
  `);
  if (rows[0]?.watched === true) return true;
  if (rows[0]?.superuser !== true) return false;
  await client.query(SCHEMA_WATCH);
  return true;
}

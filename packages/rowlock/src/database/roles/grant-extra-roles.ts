// Lets the login that serves requests become the further roles that a configuration names.
// Guarantees that none of them is a superuser, a login of Rowlock's own or service_role: a function that climbs
// between the roles of one login must find nothing worth climbing to.
import { rowlockError } from "../../errors/registry.ts";
import { identifier, sql } from "../../sql/fragment.ts";
import { execute, type SqlClient } from "../../sql/sql-client.ts";
import { PLATFORM_ROLES } from "../baseline/platform-roles.ts";

const RESERVED = new Set([
  "service_role",
  "postgres",
  "supabase_admin",
  "authenticator",
  "rowlock_authenticator",
  "rowlock_service",
  "rowlock_identity",
  ...PLATFORM_ROLES,
]);

export interface GrantExtraRolesOptions {
  readonly login: string;
  readonly roles: readonly string[];
}

/** Gives the names that are no roles yet; call again once migrations have made them. @throws ROLE_REFUSED */
export async function grantExtraRoles(
  client: SqlClient,
  options: GrantExtraRolesOptions,
): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const role of options.roles) {
    const superuser = await readSuperuser(client, role);
    if (superuser === true || RESERVED.has(role) || role.startsWith("pg_")) throw refused(role);
    if (superuser === undefined) missing.push(role);
    else await execute(client, sql`grant ${identifier(role)} to ${identifier(options.login)}`);
  }
  return missing;
}

async function readSuperuser(client: SqlClient, role: string): Promise<boolean | undefined> {
  const { rows } = await client.query<{ rolsuper: boolean }>(
    "select rolsuper from pg_catalog.pg_roles where rolname = $1",
    [role],
  );
  return rows[0]?.rolsuper;
}

function refused(role: string): Error {
  return rowlockError("ROLE_REFUSED", {
    message: `The role ${role} cannot be one that tokens give`,
    hint: "Name roles made for your app's users, without superuser rights",
  });
}

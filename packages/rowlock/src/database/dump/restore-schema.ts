// Makes in a scratch server what a dump says, as far as it can be made there: what fails is left out, and whoever compares
// the two sides afterwards finds it absent. Roles are no part of a dump, so they are read and made first.
import { compile, identifier, literal, sql } from "../../sql/fragment.ts";
import type { SqlClient } from "../../sql/sql-client.ts";
import { ensureRole } from "../ensure-role.ts";
import { splitStatements } from "../migrations/split-statements.ts";
import { withClient } from "../pool/with-client.ts";

export interface ServerRoles {
  readonly roles: readonly ServerRole[];
  readonly memberships: readonly { readonly role: string; readonly member: string }[];
}

interface ServerRole {
  readonly name: string;
  readonly inherits: boolean;
  /** Policies do not hold it. */
  readonly unbound: boolean;
  /** `name=value` */
  readonly settings: readonly string[];
}

const ROLES = `
  select r.rolname as name, r.rolinherit as inherits, r.rolsuper or r.rolbypassrls as unbound,
    array(select entry from pg_catalog.pg_db_role_setting as s, unnest(s.setconfig) as entry
      where s.setrole = r.oid and s.setdatabase in (0,
        (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database()))) as settings
  from pg_catalog.pg_roles as r where r.rolname !~ '^pg_'`;
const MEMBERSHIPS = `
  select role.rolname as role, member.rolname as member
  from pg_catalog.pg_auth_members as m
  join pg_catalog.pg_roles as role on role.oid = m.roleid
  join pg_catalog.pg_roles as member on member.oid = m.member
  where role.rolname !~ '^pg_'`;

export async function readServerRoles(client: SqlClient): Promise<ServerRoles> {
  const { rows: roles } = await client.query<ServerRole>(ROLES);
  const { rows: memberships } = await client.query<ServerRoles["memberships"][number]>(MEMBERSHIPS);
  return { roles, memberships };
}

export interface RestoreSchemaOptions {
  /** The scratch database, as its superuser. */
  readonly superuserUrl: string;
  readonly roles: ServerRoles;
  /** As `dumpSchema` gives it. */
  readonly dump: string;
  /** Roles whose memberships are the scratch server's own. */
  readonly kept: readonly string[];
}

export async function restoreSchema(options: RestoreSchemaOptions): Promise<void> {
  await withClient(options.superuserUrl, async (client) => {
    await makeRoles(client, options);
    for (const { text } of splitStatements(options.dump)) await attempt(client, text);
  });
}

async function makeRoles(
  client: SqlClient,
  { roles: { roles, memberships }, kept }: RestoreSchemaOptions,
): Promise<void> {
  for (const { name, inherits, unbound, settings } of roles) {
    const attributes = `nologin ${inherits ? "inherit" : "noinherit"} ${unbound ? "bypassrls" : "nobypassrls"}`;
    await ensureRole(client, { name, attributes, alter: false });
    await attempt(client, compile(sql`alter role ${identifier(name)} reset all`).text);
    for (const setting of settings) {
      const [parameter, value] = splitOnce(setting);
      const statement = sql`alter role ${identifier(name)} set ${identifier(...parameter.split("."))} to ${literal(value)}`;
      await attempt(client, compile(statement).text);
    }
  }
  for (const { role, member } of memberships) {
    // The logins of the scratch server stay what they are: authenticator is no member of service_role there.
    if (kept.includes(member)) continue;
    await attempt(client, compile(sql`grant ${identifier(role)} to ${identifier(member)}`).text);
  }
}

async function attempt(client: SqlClient, statement: string): Promise<void> {
  // Told by the comparison that follows: not each failure makes a difference.
  await client.query(statement).catch(() => {});
}

function splitOnce(setting: string): readonly [name: string, value: string] {
  const equals = setting.indexOf("=");
  return [setting.slice(0, equals), setting.slice(equals + 1)];
}

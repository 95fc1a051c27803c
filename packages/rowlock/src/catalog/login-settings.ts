// What the database itself says of the login and of the roles that requests run as: ALTER ROLE ... SET.
// PostgREST calls the first "in-database configuration"; the second become settings of each transaction.

import { compile, identifier, sql } from "../sql/fragment.ts";
import { inTransaction, type SqlClient } from "../sql/sql-client.ts";

export type IsolationLevel = "read committed" | "repeatable read" | "serializable";

export interface RoleConfiguration {
  readonly settings: readonly (readonly [name: string, value: string])[];
  readonly isolation: IsolationLevel | undefined;
}

export interface LoginSettings {
  /** PostgREST's settings by their names (`db-schemas`), from `pgrst.` settings of the login. */
  readonly settings: ReadonlyMap<string, string>;
  /** By role: what the login may set for the roles that it is a member of. */
  readonly roles: ReadonlyMap<string, RoleConfiguration>;
}

export interface LoginSettingsOptions {
  /** A function that sets further `pgrst.` settings. */
  readonly preConfig?: { readonly schema: string | undefined; readonly name: string } | undefined;
  /** Whose own settings count, where there is such a role. Default: who is connected. */
  readonly login?: string | undefined;
  /** Told when the login's own settings can't be read: then there are none, as with PostgREST. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

const PREFIX = "pgrst.";

// Settings of the role in this database come before those in all databases.
const OWN_SETTINGS = `
  select entry.setting from pg_catalog.pg_db_role_setting
  cross join lateral unnest(setconfig) as entry(setting)
  where setrole = coalesce(to_regrole(quote_ident($1)), quote_ident(current_user)::regrole)
    and setdatabase in (0, (select oid from pg_catalog.pg_database where datname = current_catalog))
  order by setdatabase`;

const MEMBER_SETTINGS = `
  select role.rolname as role, entry.setting
  from pg_catalog.pg_auth_members membership
  join pg_catalog.pg_roles role on role.oid = membership.roleid
  cross join lateral unnest(role.rolconfig) as entry(setting)
  join pg_catalog.pg_settings known on known.name = split_part(entry.setting, '=', 1)
  where membership.member = quote_ident(current_user)::regrole
    and (known.context = 'user' or has_parameter_privilege(current_user, known.name, 'set'))`;

/** Settings that a pre-configuration function may make. */
const NAMES = [
  "client-error-verbosity",
  "db-aggregates-enabled",
  "db-anon-role",
  "db-extra-search-path",
  "db-hoisted-tx-settings",
  "db-max-rows",
  "db-plan-enabled",
  "db-pre-request",
  "db-prepared-statements",
  "db-root-spec",
  "db-schemas",
  "db-tx-end",
  "jwt-aud",
  "jwt-role-claim-key",
  "jwt-secret",
  "jwt-secret-is-base64",
  "openapi-mode",
  "openapi-security-active",
  "openapi-server-proxy-uri",
  "server-cors-allowed-origins",
  "server-timing-enabled",
  "server-trace-header",
  "url-use-legacy-target-names",
];

/** Reads the settings as the login itself, which the client must be connected as; see `login` for the exception. */
export async function loadLoginSettings(
  client: SqlClient,
  { preConfig, login, onError }: LoginSettingsOptions = {},
): Promise<LoginSettings> {
  const settings = await inTransaction(client, () =>
    readOwnSettings(client, { preConfig, login }),
  ).catch((error: unknown) => {
    onError?.(error);
    return new Map<string, string>();
  });
  const members = await client.query<{ role: string; setting: string }>(MEMBER_SETTINGS);
  return { settings, roles: byRole(members.rows) };
}

async function readOwnSettings(
  client: SqlClient,
  { preConfig, login }: Pick<LoginSettingsOptions, "preConfig" | "login">,
): Promise<ReadonlyMap<string, string>> {
  await client.query("set transaction read only");
  const settings = preConfig === undefined ? new Map() : await runPreConfig(client, preConfig);
  const own = await client.query<{ setting: string }>(OWN_SETTINGS, [login ?? null]);
  for (const { setting } of own.rows) {
    const [name, value] = split(setting);
    const known = settingName(name);
    if (known !== undefined) settings.set(known, value);
  }
  return settings;
}

async function runPreConfig(
  client: SqlClient,
  { schema, name }: NonNullable<LoginSettingsOptions["preConfig"]>,
): Promise<Map<string, string>> {
  const called = schema === undefined ? identifier(name) : identifier(schema, name);
  await client.query(compile(sql`select ${called}()`).text);
  const names = NAMES.map((known) => `${PREFIX}${known.replaceAll("-", "_")}`);
  const { rows } = await client.query<{ name: string; value: string | null }>(
    "select name, current_setting(name, true) as value from unnest($1::text[]) as name",
    [names],
  );
  return new Map(
    rows.flatMap((row) => {
      const known = settingName(row.name);
      return known === undefined || row.value === null ? [] : [[known, row.value] as const];
    }),
  );
}

/** `pgrst.db_schemas` as `db-schemas`; undefined for what is no setting of an API. */
function settingName(name: string): string | undefined {
  if (!name.startsWith(PREFIX)) return undefined;
  const known = name.slice(PREFIX.length).replaceAll("_", "-");
  return NAMES.includes(known) ? known : undefined;
}

function split(setting: string): readonly [name: string, value: string] {
  const equals = setting.indexOf("=");
  return [setting.slice(0, equals), setting.slice(equals + 1)];
}

function byRole(
  rows: readonly { readonly role: string; readonly setting: string }[],
): ReadonlyMap<string, RoleConfiguration> {
  const roles = new Map<string, RoleConfiguration>();
  for (const { role, setting } of rows) {
    const known = roles.get(role) ?? { settings: [], isolation: undefined };
    const [name, value] = split(setting);
    roles.set(
      role,
      name === "default_transaction_isolation"
        ? { ...known, isolation: isolationLevel(value) }
        : { ...known, settings: [...known.settings, [name, value]] },
    );
  }
  return roles;
}

function isolationLevel(text: string): IsolationLevel {
  const lower = text.toLowerCase();
  return lower === "serializable" || lower === "repeatable read" ? lower : "read committed";
}

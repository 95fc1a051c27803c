// PostgREST's settings under its own names and with its defaults, so that `rowlock serve` can stand where it stood.
// Guarantee: no I/O but through `readFile`, and no value in any message.
import {
  type FunctionText,
  functionText,
  openApiProxy,
  parseSchemas,
  secretText,
  serverPorts,
} from "./rules.ts";
import {
  type SettingSource,
  type SettingTexts,
  settingSource,
  splitList,
} from "./setting-source.ts";

/** What the Data API itself is set to; the names are PostgREST's in camelCase. */
export interface PostgrestApiConfig {
  readonly dbSchemas: readonly [string, ...string[]];
  readonly dbExtraSearchPath: readonly string[];
  readonly dbAnonRole: string | undefined;
  readonly dbMaxRows: number | undefined;
  readonly dbTxEnd: (typeof TX_ENDS)[number];
  readonly dbPreRequest: FunctionText | undefined;
  readonly dbRootSpec: FunctionText | undefined;
  readonly dbPlanEnabled: boolean;
  readonly dbAggregatesEnabled: boolean;
  readonly dbPreparedStatements: boolean;
  readonly dbHoistedTxSettings: readonly string[];
  readonly appSettings: readonly (readonly [name: string, value: string])[];
  readonly openapiMode: (typeof OPENAPI_MODES)[number];
  readonly openapiSecurityActive: boolean;
  readonly openapiServerProxyUri: string | undefined;
  readonly serverHost: string;
  readonly serverPort: number;
  readonly serverCorsAllowedOrigins: readonly string[];
  readonly serverTimingEnabled: boolean;
  readonly serverTraceHeader: string | undefined;
  readonly clientErrorVerbosity: "verbose" | "minimal";
  readonly urlUseLegacyTargetNames: boolean;
}

/** How tokens are verified. */
export interface PostgrestJwtConfig {
  /** A text, a JWK or a JWKS. */
  readonly secret: string | undefined;
  readonly secretIsBase64: boolean;
  readonly audience: string | undefined;
  readonly roleClaimKey: string;
  readonly cacheMaxEntries: number;
}

/** How the database is reached and followed. Times are in seconds. */
export interface PostgrestDatabaseConfig {
  readonly uri: string;
  readonly channel: string;
  readonly channelEnabled: boolean;
  /** Whether settings of the login role and of a function count too. */
  readonly config: boolean;
  readonly preConfig: FunctionText | undefined;
  readonly pool: number;
  readonly poolAcquisitionTimeout: number;
  readonly poolMaxLifetime: number;
  readonly poolMaxIdletime: number;
}

export interface PostgrestConfig {
  readonly api: PostgrestApiConfig;
  readonly jwt: PostgrestJwtConfig;
  readonly database: PostgrestDatabaseConfig;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** The port of health checks, if any. */
  readonly adminServerPort: number | undefined;
  readonly adminServerHost: string;
}

const TX_ENDS = ["commit", "commit-allow-override", "rollback", "rollback-allow-override"] as const;
const OPENAPI_MODES = ["follow-privileges", "ignore-privileges", "disabled"] as const;
const LOG_LEVELS = ["crit", "error", "warn", "info", "debug"] as const;

const HOISTED = [
  "statement_timeout",
  "plan_filter.statement_cost_limit",
  "default_transaction_isolation",
];

export interface PostgrestConfigSources {
  /** By the setting's name, without dashes before it: `db-schemas`. */
  readonly flags?: SettingTexts;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What the database says of the login role (`pgrst.db_schemas` as `db-schemas`); it counts first. */
  readonly database?: SettingTexts;
  /** For a secret or a connection string that is `@` and a path. */
  readonly readFile: (path: string) => string;
}

/** @throws RowlockError CONFIG_INVALID naming the setting and the rule that it breaks */
export function readPostgrestConfig(sources: PostgrestConfigSources): PostgrestConfig {
  const { flags = new Map(), environment, database = new Map(), readFile } = sources;
  const from = settingSource([database, flags, environmentTexts(environment)]);
  const ports = serverPorts(from);
  return Object.freeze({
    api: { ...apiConfig(from, ports.server), appSettings: appSettings(environment, flags) },
    jwt: jwtConfig(from, readFile),
    database: databaseConfig(from, readFile),
    logLevel: from.choice("log-level", LOG_LEVELS) ?? "error",
    adminServerPort: ports.admin,
    adminServerHost: from.text("admin-server-host", "server-host") ?? "!4",
  });
}

function apiConfig(
  from: SettingSource,
  serverPort: number,
): Omit<PostgrestApiConfig, "appSettings"> {
  return {
    dbSchemas: parseSchemas(from.list("db-schemas", "db-schema")),
    dbExtraSearchPath: extraSearchPath(from),
    dbAnonRole: from.text("db-anon-role"),
    dbMaxRows: from.integer("db-max-rows", "max-rows"),
    dbTxEnd: from.choice("db-tx-end", TX_ENDS) ?? "commit",
    dbPreRequest: functionText(from.text("db-pre-request", "pre-request")),
    dbRootSpec: functionText(from.text("db-root-spec", "root-spec")),
    dbPlanEnabled: from.flag("db-plan-enabled") ?? false,
    dbAggregatesEnabled: from.flag("db-aggregates-enabled") ?? false,
    dbPreparedStatements: from.flag("db-prepared-statements") ?? true,
    dbHoistedTxSettings: from.list("db-hoisted-tx-settings") ?? HOISTED,
    openapiMode: from.choice("openapi-mode", OPENAPI_MODES) ?? "follow-privileges",
    openapiSecurityActive: from.flag("openapi-security-active") ?? false,
    openapiServerProxyUri: openApiProxy(from.text("openapi-server-proxy-uri")),
    serverHost: from.text("server-host") ?? "!4",
    serverPort,
    serverCorsAllowedOrigins: from.list("server-cors-allowed-origins") ?? [],
    serverTimingEnabled: from.flag("server-timing-enabled") ?? false,
    serverTraceHeader: from.text("server-trace-header"),
    clientErrorVerbosity:
      from.choice("client-error-verbosity", ["verbose", "minimal"]) ?? "verbose",
    urlUseLegacyTargetNames: from.flag("url-use-legacy-target-names") ?? true,
  };
}

/** Here an empty text says "none", unlike elsewhere. */
function extraSearchPath(from: SettingSource): readonly string[] {
  const text = from.raw("db-extra-search-path");
  if (text === undefined) return ["public"];
  return text === "" ? [] : (splitList(text) ?? []);
}

function jwtConfig(from: SettingSource, readFile: (path: string) => string): PostgrestJwtConfig {
  return {
    secret: secretText(from.text("jwt-secret"), readFile),
    secretIsBase64: from.flag("jwt-secret-is-base64", "secret-is-base64") ?? false,
    audience: from.text("jwt-aud"),
    roleClaimKey: from.text("jwt-role-claim-key", "role-claim-key") ?? "$.role",
    cacheMaxEntries: from.integer("jwt-cache-max-entries") ?? 1000,
  };
}

function databaseConfig(
  from: SettingSource,
  readFile: (path: string) => string,
): PostgrestDatabaseConfig {
  return {
    uri: secretText(from.text("db-uri"), readFile)?.trim() ?? "postgresql://",
    channel: from.text("db-channel") ?? "pgrst",
    channelEnabled: from.flag("db-channel-enabled") ?? true,
    config: from.flag("db-config") ?? true,
    preConfig: functionText(from.text("db-pre-config")),
    pool: from.integer("db-pool") ?? 10,
    poolAcquisitionTimeout: from.integer("db-pool-acquisition-timeout") ?? 10,
    poolMaxLifetime: from.integer("db-pool-max-lifetime") ?? 1800,
    poolMaxIdletime: from.integer("db-pool-timeout", "db-pool-max-idletime") ?? 30,
  };
}

const PREFIX = "PGRST_";
const APP_PREFIX = "PGRST_APP_SETTINGS_";

function environmentTexts(environment: PostgrestConfigSources["environment"]): SettingTexts {
  return new Map(
    Object.entries(environment).flatMap(([name, value]) => {
      if (!name.startsWith(PREFIX) || name.startsWith(APP_PREFIX) || value === undefined) return [];
      return [[name.slice(PREFIX.length).toLowerCase().replaceAll("_", "-"), value]];
    }),
  );
}

/** `PGRST_APP_SETTINGS_x` and the flag `app.settings.x` become the database's setting `app.settings.x`. */
function appSettings(environment: PostgrestConfigSources["environment"], flags: SettingTexts) {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith(APP_PREFIX) || value === undefined) continue;
    found.set(`app.settings.${name.slice(APP_PREFIX.length)}`, value);
  }
  for (const [name, value] of flags) if (name.startsWith("app.settings.")) found.set(name, value);
  return [...found];
}

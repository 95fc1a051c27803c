// PostgREST's settings under its own names and with its defaults, so that `rowlock serve` can stand where it stood.
// Guarantee: no I/O but through `readFile`, and no value in any message.
import { connectionUri } from "./connection-uri.ts";
import {
  type FunctionText,
  fileOf,
  functionText,
  openApiProxy,
  parseSchemas,
  type ReadFile,
  secretBytes,
  secretText,
  serverPorts,
  socketMode,
  stringOrUri,
} from "./rules.ts";
import {
  type SettingSource,
  type SettingTexts,
  settingSource,
  splitList,
} from "./setting-source.ts";

/** What the Data API itself is set to; the names are PostgREST's in camelCase. */
export interface PostgrestApiConfig {
  /** The exposed schemas; the first is the default. */
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
  /** Settings of functions that are raised to the whole transaction. */
  readonly dbHoistedTxSettings: readonly string[];
  readonly appSettings: readonly (readonly [name: string, value: string])[];
  readonly openapiMode: (typeof OPENAPI_MODES)[number];
  readonly openapiSecurityActive: boolean;
  readonly openapiServerProxyUri: string | undefined;
  /** Where the server listens, for the OpenAPI description. */
  readonly serverHost: string;
  readonly serverPort: number;
  /** None: any origin. */
  readonly serverCorsAllowedOrigins: readonly string[];
  readonly serverTimingEnabled: boolean;
  readonly serverTraceHeader: string | undefined;
  readonly clientErrorVerbosity: "verbose" | "minimal";
  readonly urlUseLegacyTargetNames: boolean;
}

/** How tokens are verified. */
export interface PostgrestJwtConfig {
  /** A text, a JWK or a JWKS. */
  readonly secret: Uint8Array | undefined;
  /** The file that it was read from. */
  readonly secretFile: string | undefined;
  readonly secretIsBase64: boolean;
  readonly audience: string | undefined;
  readonly roleClaimKey: string;
  readonly cacheMaxEntries: number;
}

/** How the database is reached and followed. Times are in seconds. */
export interface PostgrestDatabaseConfig {
  /** In the form that pg takes. */
  readonly uri: string;
  /** The file that it was read from. */
  readonly uriFile: string | undefined;
  readonly channel: string;
  readonly channelEnabled: boolean;
  /** Whether settings of the login role and of a function count too. */
  readonly config: boolean;
  readonly preConfig: FunctionText | undefined;
  readonly pool: number;
  readonly poolAcquisitionTimeout: number;
  readonly poolMaxLifetime: number;
  readonly poolMaxIdletime: number;
  /** False: a lost database ends the server. */
  readonly poolAutomaticRecovery: boolean;
}

/** Where a server listens. */
export interface PostgrestAddress {
  /** An address, or one of `*`, `*4`, `!4`, `*6`, `!6`. */
  readonly host: string;
  readonly port: number;
  /** A path that is listened at instead, with its permissions. */
  readonly unixSocket: { readonly path: string; readonly mode: number } | undefined;
}

export interface PostgrestConfig {
  readonly api: PostgrestApiConfig;
  readonly jwt: PostgrestJwtConfig;
  readonly database: PostgrestDatabaseConfig;
  readonly logLevel: LogLevel;
  readonly server: PostgrestAddress;
  /** Where health checks are answered, if anywhere. */
  readonly adminServer: PostgrestAddress | undefined;
}

export type LogLevel = (typeof LOG_LEVELS)[number];

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
  /** What a configuration file says (config-file.ts); it counts last. */
  readonly file?: SettingTexts;
  /** What the database says of the login role (`pgrst.db_schemas` as `db-schemas`); it counts first. */
  readonly database?: SettingTexts;
  /** For a secret or a connection string that is `@` and a path. */
  readonly readFile: ReadFile;
}

/** @throws RowlockError CONFIG_INVALID naming the setting and the rule that it breaks */
export function readPostgrestConfig(sources: PostgrestConfigSources): PostgrestConfig {
  const { environment, readFile } = sources;
  const { flags = new Map(), file = new Map(), database = new Map() } = sources;
  const from = settingSource([database, flags, environmentTexts(environment), file]);
  const ports = serverPorts(from);
  return Object.freeze({
    api: {
      ...apiConfig(from, ports.server),
      appSettings: appSettings([file, environmentAppSettings(environment), flags]),
    },
    jwt: jwtConfig(from, readFile),
    database: databaseConfig(from, readFile),
    logLevel: from.choice("log-level", LOG_LEVELS) ?? "error",
    server: {
      host: from.text("server-host") ?? "!4",
      port: ports.server,
      unixSocket: unixSocket(from, "server-unix-socket"),
    },
    adminServer: adminServer(from, ports.admin),
  });
}

function adminServer(from: SettingSource, port: number | undefined): PostgrestAddress | undefined {
  const socket = unixSocket(from, "admin-server-unix-socket");
  if (port === undefined && socket === undefined) return undefined;
  const host = from.text("admin-server-host", "server-host") ?? "!4";
  return { host, port: port ?? 0, unixSocket: socket };
}

function unixSocket(from: SettingSource, name: string): PostgrestAddress["unixSocket"] {
  const path = from.text(name);
  const mode = socketMode(from, `${name}-mode`);
  return path === undefined ? undefined : { path, mode };
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

function jwtConfig(from: SettingSource, readFile: ReadFile): PostgrestJwtConfig {
  return {
    secret: secretBytes(from.text("jwt-secret"), readFile),
    secretFile: fileOf(from.text("jwt-secret")),
    secretIsBase64: from.flag("jwt-secret-is-base64", "secret-is-base64") ?? false,
    audience: stringOrUri(from, "jwt-aud"),
    roleClaimKey: from.text("jwt-role-claim-key", "role-claim-key") ?? "$.role",
    cacheMaxEntries: from.integer("jwt-cache-max-entries") ?? 1000,
  };
}

function databaseConfig(from: SettingSource, readFile: ReadFile): PostgrestDatabaseConfig {
  return {
    uri: connectionUri(secretText(from.text("db-uri"), readFile) ?? "postgresql://"),
    uriFile: fileOf(from.text("db-uri")),
    channel: from.text("db-channel") ?? "pgrst",
    channelEnabled: from.flag("db-channel-enabled") ?? true,
    config: from.flag("db-config") ?? true,
    preConfig: functionText(from.text("db-pre-config")),
    pool: from.integer("db-pool") ?? 10,
    poolAcquisitionTimeout: from.integer("db-pool-acquisition-timeout") ?? 10,
    poolMaxLifetime: from.integer("db-pool-max-lifetime") ?? 1800,
    poolMaxIdletime: from.integer("db-pool-timeout", "db-pool-max-idletime") ?? 30,
    poolAutomaticRecovery: from.flag("db-pool-automatic-recovery") ?? true,
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

function environmentAppSettings(environment: PostgrestConfigSources["environment"]): SettingTexts {
  return new Map(
    Object.entries(environment).flatMap(([name, value]) => {
      if (!name.startsWith(APP_PREFIX) || value === undefined) return [];
      return [[`app.settings.${name.slice(APP_PREFIX.length)}`, value]];
    }),
  );
}

/** What becomes the database's settings `app.settings.x`; of several places the last that has one counts. */
function appSettings(places: readonly SettingTexts[]) {
  const all = places.flatMap((texts) => [...texts]);
  return [...new Map(all.filter(([name]) => name.startsWith("app.settings.")))];
}

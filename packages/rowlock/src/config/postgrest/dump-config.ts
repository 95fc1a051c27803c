// Settings as the text of a configuration file, in PostgREST's own form: `name = value`, sorted.
// Guarantee: no secret is in it. A secret that came from a file is shown as `@` and its path; of any other, and of what
// `app.settings.` holds, only the name stands there, in a comment, so that the text can be read again as it is.
import { withoutSecrets } from "./connection-uri.ts";
import type { PostgrestAddress, PostgrestConfig } from "./postgrest-config.ts";
import type { FunctionText } from "./rules.ts";
import { SETTINGS } from "./setting-table.ts";

type Value = string | number | boolean | readonly string[] | FunctionText | undefined | Hidden;

/** Stands for a value that is not shown. */
const HIDDEN = Symbol("a value that is not shown");
type Hidden = typeof HIDDEN;

/** The settings that count, each on a line. */
export function dumpConfig(config: PostgrestConfig): string {
  const own = Object.entries(settingValues(config));
  const app = config.api.appSettings.map(([name]) => [name, HIDDEN] as const);
  const sorted = [...own, ...app].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([name, value]) => `${line(name, value)}\n`).join("");
}

/** An example of a configuration file: what each setting is for, and its default. */
export function exampleConfig(defaults: PostgrestConfig): string {
  const values = settingValues(defaults);
  return SETTINGS.map(({ name, summary }) => `## ${summary}\n# ${line(name, values[name])}\n`).join(
    "\n",
  );
}

function settingValues(config: PostgrestConfig): Readonly<Record<string, Value>> {
  const { api, database, jwt, server, adminServer } = config;
  return {
    ...addressValues("server", server),
    ...addressValues("admin-server", adminServer ?? { ...server, unixSocket: undefined }),
    "admin-server-port": adminServer?.port || undefined,
    "client-error-verbosity": api.clientErrorVerbosity,
    "db-aggregates-enabled": api.dbAggregatesEnabled,
    "db-anon-role": api.dbAnonRole,
    "db-channel": database.channel,
    "db-channel-enabled": database.channelEnabled,
    "db-config": database.config,
    "db-extra-search-path": api.dbExtraSearchPath,
    "db-hoisted-tx-settings": api.dbHoistedTxSettings,
    "db-max-rows": api.dbMaxRows,
    "db-plan-enabled": api.dbPlanEnabled,
    "db-pool": database.pool,
    "db-pool-acquisition-timeout": database.poolAcquisitionTimeout,
    "db-pool-automatic-recovery": database.poolAutomaticRecovery,
    "db-pool-max-idletime": database.poolMaxIdletime,
    "db-pool-max-lifetime": database.poolMaxLifetime,
    "db-pre-config": database.preConfig,
    "db-pre-request": api.dbPreRequest,
    "db-prepared-statements": api.dbPreparedStatements,
    "db-root-spec": api.dbRootSpec,
    "db-schemas": api.dbSchemas,
    "db-tx-end": api.dbTxEnd,
    "db-uri": database.uriFile ? `@${database.uriFile}` : withoutSecrets(database.uri),
    "jwt-aud": jwt.audience,
    "jwt-cache-max-entries": jwt.cacheMaxEntries,
    "jwt-role-claim-key": jwt.roleClaimKey,
    "jwt-secret": jwt.secretFile ? `@${jwt.secretFile}` : jwt.secret && HIDDEN,
    "jwt-secret-is-base64": jwt.secretIsBase64,
    "log-level": config.logLevel,
    "openapi-mode": api.openapiMode,
    "openapi-security-active": api.openapiSecurityActive,
    "openapi-server-proxy-uri": api.openapiServerProxyUri,
    "server-cors-allowed-origins": api.serverCorsAllowedOrigins,
    "server-timing-enabled": api.serverTimingEnabled,
    "server-trace-header": api.serverTraceHeader,
    "url-use-legacy-target-names": api.urlUseLegacyTargetNames,
  };
}

function addressValues(name: string, { host, port, unixSocket }: PostgrestAddress) {
  return {
    [`${name}-host`]: host,
    [`${name}-port`]: port,
    [`${name}-unix-socket`]: unixSocket?.path,
    [`${name}-unix-socket-mode`]: (unixSocket?.mode ?? DEFAULT_MODE).toString(8),
  };
}

const DEFAULT_MODE = 0o660;

function line(name: string, value: Value): string {
  return value === HIDDEN ? `# ${name} is set, and not shown` : `${name} = ${text(value)}`;
}

function text(value: Exclude<Value, Hidden>): string {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value === undefined || typeof value === "string") return quote(value ?? "");
  if ("name" in value) return quote([value.schema ?? [], value.name].flat().join("."));
  return quote(value.join(","));
}

/** What config-file.ts reads back as it was. */
function quote(bare: string): string {
  const escaped = bare
    .replace(/["\\]/g, "\\$&")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("$", "$$$$");
  return `"${escaped}"`;
}

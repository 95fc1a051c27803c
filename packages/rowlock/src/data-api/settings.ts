// Everything that can be set about the Data API, under PostgREST's names in camelCase, with its defaults.
// Where the values come from (files, flags, environment, database) is not known here.

import type { Exposure } from "../catalog/exposed-catalog.ts";
import type { RoleConfiguration } from "../catalog/login-settings.ts";
import type { PostgrestApiConfig } from "../config/postgrest/postgrest-config.ts";

export interface DataApiSettings extends PostgrestApiConfig {
  /** What `ALTER ROLE ... SET` says of the roles that requests run as. */
  readonly roleSettings: ReadonlyMap<string, RoleConfiguration>;
}

const DEFAULTS: DataApiSettings = {
  dbSchemas: ["public"],
  dbExtraSearchPath: ["public"],
  dbAnonRole: undefined,
  dbMaxRows: undefined,
  dbTxEnd: "commit",
  dbPreRequest: undefined,
  dbRootSpec: undefined,
  dbPlanEnabled: false,
  dbAggregatesEnabled: false,
  dbPreparedStatements: true,
  dbHoistedTxSettings: [
    "statement_timeout",
    "plan_filter.statement_cost_limit",
    "default_transaction_isolation",
  ],
  appSettings: [],
  openapiMode: "follow-privileges",
  openapiSecurityActive: false,
  openapiServerProxyUri: undefined,
  serverHost: "!4",
  serverPort: 3000,
  serverCorsAllowedOrigins: [],
  serverTimingEnabled: false,
  serverTraceHeader: undefined,
  clientErrorVerbosity: "verbose",
  urlUseLegacyTargetNames: true,
  roleSettings: new Map(),
};

/** What these settings show of a catalog. */
export function exposureOf(
  settings: Pick<DataApiSettings, "dbSchemas" | "dbExtraSearchPath">,
): Exposure {
  return { schemas: settings.dbSchemas, extraSearchPath: settings.dbExtraSearchPath };
}

/** PostgREST's defaults, with what is given in their place. */
export function dataApiSettings(given: Partial<DataApiSettings> = {}): DataApiSettings {
  return Object.freeze({ ...DEFAULTS, ...given });
}

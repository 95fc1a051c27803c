// Everything that can be set about the Data API, under PostgREST's names in camelCase, with its defaults.
// Where the values come from (files, flags, environment, database) is not known here.

import type { Exposure } from "../catalog/exposed-catalog.ts";

export type TransactionEnd =
  | "commit"
  | "commit-allow-override"
  | "rollback"
  | "rollback-allow-override";

export type OpenApiMode = "follow-privileges" | "ignore-privileges" | "disabled";

/** A function named in the settings; without a schema it is found by the search path. */
export interface FunctionName {
  readonly schema: string | undefined;
  readonly name: string;
}

/** What `ALTER ROLE ... SET` says of a role that requests run as. */
export interface RoleSettings {
  readonly settings: readonly (readonly [name: string, value: string])[];
  readonly isolation: "read committed" | "repeatable read" | "serializable" | undefined;
}

export interface DataApiSettings {
  /** The exposed schemas; the first is the default. */
  readonly dbSchemas: readonly [string, ...string[]];
  readonly dbExtraSearchPath: readonly string[];
  readonly dbAnonRole: string | undefined;
  readonly dbMaxRows: number | undefined;
  readonly dbTxEnd: TransactionEnd;
  readonly dbPreRequest: FunctionName | undefined;
  readonly dbRootSpec: FunctionName | undefined;
  readonly dbPlanEnabled: boolean;
  readonly dbAggregatesEnabled: boolean;
  readonly dbPreparedStatements: boolean;
  /** Settings of functions that are raised to the whole transaction. */
  readonly dbHoistedTxSettings: readonly string[];
  readonly appSettings: readonly (readonly [name: string, value: string])[];
  readonly openapiMode: OpenApiMode;
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
  readonly roleSettings: ReadonlyMap<string, RoleSettings>;
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

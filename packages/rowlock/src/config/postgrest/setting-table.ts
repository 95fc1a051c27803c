// Every setting of PostgREST that `rowlock serve` takes, with what it is for in one line: the command's flags and their help
// come from here. How a text is understood is said in postgrest-config.ts.

export interface SettingEntry {
  /** As in PostgREST's configuration file; `PGRST_DB_SCHEMAS` in the environment. */
  readonly name: string;
  readonly summary: string;
  /** Whether it is a yes or no. */
  readonly isFlag?: true;
}

export const SETTINGS: readonly SettingEntry[] = [
  { name: "db-uri", summary: "the database: a URL, or @ and the path of a file that holds it" },
  { name: "db-schemas", summary: "the exposed schemas, the first by default (public)" },
  { name: "db-anon-role", summary: "the role of requests without a token; none: they get 401" },
  { name: "db-extra-search-path", summary: "schemas to search besides the exposed one (public)" },
  { name: "db-max-rows", summary: "how many rows an answer has at most" },
  { name: "db-tx-end", summary: "commit, rollback, each also with -allow-override (commit)" },
  { name: "db-pre-request", summary: "a function called before each request's query" },
  { name: "db-root-spec", summary: "a function that answers at the root" },
  {
    name: "db-plan-enabled",
    summary: "whether clients may ask for query plans (false)",
    isFlag: true,
  },
  { name: "db-aggregates-enabled", summary: "whether clients may aggregate (false)", isFlag: true },
  {
    name: "db-prepared-statements",
    summary: "false behind a pooler in transaction mode (true)",
    isFlag: true,
  },
  {
    name: "db-hoisted-tx-settings",
    summary: "a function's own settings that hold for its whole transaction",
  },
  { name: "db-pool", summary: "connections at most, shared out among the workers (10)" },
  { name: "db-pool-acquisition-timeout", summary: "seconds that a request waits for one (10)" },
  { name: "db-pool-max-lifetime", summary: "seconds that one is used for (1800)" },
  { name: "db-pool-max-idletime", summary: "seconds that an unused one is kept (30)" },
  {
    name: "db-pool-automatic-recovery",
    summary: "false: end when the database is lost (true)",
    isFlag: true,
  },
  { name: "db-channel", summary: "the channel that tells of changes (pgrst)" },
  { name: "db-channel-enabled", summary: "false: listen to nothing (true)", isFlag: true },
  { name: "db-config", summary: "whether settings in the database count too (true)", isFlag: true },
  { name: "db-pre-config", summary: "a function in the database that makes settings" },
  { name: "jwt-secret", summary: "a text of 32 bytes, a JWK or a JWKS; or @ and a file's path" },
  { name: "jwt-secret-is-base64", summary: "whether the text is base64 (false)", isFlag: true },
  { name: "jwt-aud", summary: "the audience that a token with aud must name" },
  { name: "jwt-role-claim-key", summary: "where the role is among the claims ($.role)" },
  { name: "jwt-cache-max-entries", summary: "how many verified tokens are remembered (1000)" },
  { name: "openapi-mode", summary: "follow-privileges, ignore-privileges or disabled" },
  {
    name: "openapi-security-active",
    summary: "whether the description names the token (false)",
    isFlag: true,
  },
  { name: "openapi-server-proxy-uri", summary: "the public address, for the description" },
  { name: "server-host", summary: "where to listen: an address, !4 all of IPv4, !6 of IPv6 (!4)" },
  { name: "server-port", summary: "3000" },
  { name: "server-unix-socket", summary: "a path to listen at instead of a port" },
  { name: "server-unix-socket-mode", summary: "the socket's permissions (660)" },
  { name: "server-cors-allowed-origins", summary: "origins that browsers may call from (any)" },
  {
    name: "server-timing-enabled",
    summary: "whether answers have Server-Timing (false)",
    isFlag: true,
  },
  { name: "server-trace-header", summary: "a header that is sent back as it came" },
  {
    name: "client-error-verbosity",
    summary: "verbose, or minimal: errors without details and hint",
  },
  {
    name: "url-use-legacy-target-names",
    summary: "whether an alias may be named otherwise (true)",
    isFlag: true,
  },
  { name: "admin-server-host", summary: "as server-host, for health checks and metrics" },
  { name: "admin-server-port", summary: "the port of health checks and metrics; none: not served" },
  { name: "admin-server-unix-socket", summary: "a path to serve them at instead of a port" },
  { name: "admin-server-unix-socket-mode", summary: "that socket's permissions (660)" },
  { name: "log-level", summary: "crit, error, warn, info or debug (error)" },
];

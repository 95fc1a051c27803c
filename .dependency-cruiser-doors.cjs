// The doors of the rooms of packages/rowlock/src: the files that other rooms may import, by folder. What is not named here
// is a room's own affair. A file that others shall use is added; one that they stop using is taken out.
// identity's stand in .dependency-cruiser.cjs, beside its rows.
module.exports = {
  cache: {
    ".": "sieve-cache",
  },
  errors: {
    ".": "registry rowlock-error",
  },
  processes: {
    ".": "port-in-use port-taken process-identity",
  },
  files: {
    ".": "content-folder draft-folder pinned-folder private-folder write-file",
  },
  sql: {
    ".": "dollar-literal fragment readable-name sql-client",
  },
  config: {
    ".": "clerk-instance environment-files package-manager policy-config project rowlock-config social-providers version",
    postgrest:
      "config-file dump-config postgrest-config read-setting-file setting-source setting-table",
  },
  tokens: {
    ".": "token-error verified-token",
    "key-ring": "key-finder key-ring postgrest-keys project-entries remote-jwks",
    keys: "api-keys instance-key instance-keys",
    purpose: "purpose-tokens",
    "role-path": "role-path",
    service: "service-token",
    session: "mint-session-token",
    sign: "sign-token",
    templates:
      "claims-template jwt-template mint-template-token role-rule shortcodes template-error",
    verify: "bearer-token decode-token examine-token token-mistake token-verifier",
  },
  catalog: {
    ".": "catalog exposed-catalog group-by login-settings qualified-name row-storage schema-json security-model table",
    parts:
      "buckets columns constraints indexes logged-tables policies privileges published relations replication roles routine-texts routines types",
    relationships: "relationship",
    statements: "guard-of-table outward-functions own-objects platform-objects role-rights",
  },
  database: {
    ".": "catalog-source connection-url database-unreachable describe-connection-url postgres-error role-names to-database-error",
    baseline: "clear-background-work platform-roles platform-schemas",
    batch: "batch create-batch-runner planned-request",
    cluster:
      "create-data-directory data-directory place-cluster remove-cluster shared-clusters start-cluster",
    copy: "start-copy take-backup",
    dump: "dump-as-migration dump-schema find-pg-dump restore-schema",
    engine: "own-extensions tried-extensions",
    listen: "listen",
    migrations:
      "apply-migrations history local-migrations match-files migration-status passed-over remote-guard reset-database seed-database split-statements with-migrator",
    pool: "create-query-pool with-client",
    roles: "grant-extra-roles prepare-embedded-server prepare-external-database server-version",
  },
  http: {
    ".": "error-response listen origin-policy request-headers request-listener request-log requester status-text web-sockets",
  },
  "data-api": {
    ".": "examine-request handler settings",
  },
  storage: {
    ".": "examine-request storage",
    bytes: "memory-bytes sweep unkept-bytes",
    resumable: "resumable-store",
    seed: "seed-buckets",
  },
  realtime: {
    ".": "ports realtime refusal",
    changes: "create-change-feed",
    rights: "token-check topic-rights",
  },
  background: {
    ".": "start-background",
  },
  policy: {
    ".": "ports",
    audit: "baseline fix-migration object-title old-grants project-facts rule run-audit",
    "audit/output": "markdown sarif terminal",
    "audit/project": "scan-project",
    "audit/rules": "all-rules",
    explain: "explain-request explanation",
    "explain/listen": "explain-listening listening read-listening report",
    "explain/report": "json terminal",
    "explain/request": "read-request",
    expression: "parser",
    judged: "drift drift-report judged",
    protect: "protect-bucket protect-tables shape",
    prove: "cast old-grants proof run-proof",
    "prove/report": "markdown sarif terminal",
  },
  gateway: {
    ".": "absent-services api-key-table authenticator gateway",
  },
  studio: {
    ".": "ports studio",
    wire: "settings",
  },
  hosted: {
    ".": "ask check-pair clerk-instance legacy-key supabase-project",
    checks: "line",
  },
  project: {
    ".": "open-project project-state write-migration",
    environment:
      "app-files clerk-code clerk-sdk command-environment describe-app dotenv environment environment-file frameworks meanings",
    hosted: "hosted-access hosted-wanted",
    init: "apply-init free-ports init-step plan-init plan-scripts read-live-schema survey-project",
    "init/example": "own-specs plan-example read-example survey-empty",
    keys: "project-keys rotation",
    state: "running-stack told-keys",
  },
  stack: {
    ".": "backend-api closed-tables extension-report migrate reset-app-database run-dev schema-sources start-databases start-studio throw-away-clusters with-databases with-identity",
    control: "rotate-key",
    "data-api": "assemble-data-api project-api-config project-data-api",
    log: "describe-error",
    realtime: "open-feed open-realtime",
    "self-check": "self-check table-of-sights",
  },
  "policy-commands": {
    ".": "audit-project explain explain-caller protect-project prove-project studio-policy",
  },
  serve: {
    ".": "ask-ready dump run-serve serve-log serving",
  },
};

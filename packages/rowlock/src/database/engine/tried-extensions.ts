// The extensions of installed engines that the tests create and use (test/installed-engine.soak.ts). Of others there is
// what their own documents say.
export const TRIED_EXTENSIONS: ReadonlySet<string> = new Set([
  ...["citext", "dblink", "hstore", "hypopg", "ltree", "moddatetime", "pg_stat_statements"],
  ...["pg_trgm", "pgcrypto", "pgtap", "plpgsql", "plpgsql_check", "postgis", "postgres_fdw"],
  ...["tablefunc", "unaccent", "uuid-ossp"],
]);

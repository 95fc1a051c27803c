// The schemas that are the platform's, here as on hosted Supabase: made before the first migration, never the app's own.
// Whoever lists, copies, empties or judges an app's schemas leaves these out by this list.

/** Made by Rowlock (baseline/), hosted Supabase or the Supabase CLI. */
export const PLATFORM_SCHEMAS = [
  "_rowlock",
  "auth",
  "cron",
  "extensions",
  "graphql",
  "graphql_public",
  "net",
  "pgbouncer",
  "pgmq",
  "pgsodium",
  "pgsodium_masks",
  "pgtle",
  "realtime",
  "storage",
  "supabase_functions",
  "supabase_migrations",
  "vault",
] as const;

const PLATFORM = new Set<string>(PLATFORM_SCHEMAS);

export function isPlatformSchema(name: string): boolean {
  return PLATFORM.has(name);
}

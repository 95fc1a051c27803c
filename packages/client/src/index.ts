// @rowlock/client: what every framework shares. Nothing here knows React, Next.js or Node.
export type { ClerkSession, CurrentSession, SessionSource } from "./clerk-session.ts";
export type { ClerkSupabaseError, ClientErrorCode } from "./client-error.ts";
export {
  type ClerkSupabaseOptions,
  createClerkSupabaseClient,
  type PassedOptions,
} from "./create-clerk-supabase-client.ts";

"use client";

// @rowlock/client/react
export type { ClerkSession, CurrentSession } from "../clerk-session.ts";
export {
  type ClerkSupabaseHookOptions,
  useClerkSupabaseClient,
} from "./use-clerk-supabase-client.ts";

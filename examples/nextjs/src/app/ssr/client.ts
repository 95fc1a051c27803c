// The Supabase client of the server side: one for the request at hand, with the token of the user who made it.
import { createClerkSupabaseClientSsr as createClient } from "@rowlock/client/nextjs";
import { tokenTemplate } from "../../tasks/token-template.ts";

export function createClerkSupabaseClientSsr() {
  return createClient({ template: tokenTemplate });
}

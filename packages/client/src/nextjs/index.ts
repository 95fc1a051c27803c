// @rowlock/client/nextjs: for servers only, since it reads the request.
export {
  type ClerkSupabaseSsrOptions,
  createClerkSupabaseClientSsr,
} from "./create-clerk-supabase-client-ssr.ts";

// The client of the person whose request is being answered, for server components, Server Actions and route handlers.
// INVARIANT: nothing outlives the request. React's cache() is emptied with it, and outside of React it keeps nothing.
import { auth } from "@clerk/nextjs/server";
import type { SupabaseClient } from "@supabase/supabase-js";
import { cache } from "react";
import {
  type ClerkSupabaseOptions,
  createClerkSupabaseClient,
} from "../create-clerk-supabase-client.ts";
import { readProject } from "../environment.ts";

/** As for `createClerkSupabaseClient`; the session comes from the request, the project from the environment. */
export type ClerkSupabaseSsrOptions = Partial<Omit<ClerkSupabaseOptions, "session">>;

/**
 * Makes the client of this request's user. Calls with the same options in one render share a client and its token.
 *
 * @throws {ClerkSupabaseError} CONFIG_MISSING when NEXT_PUBLIC_SUPABASE_URL or NEXT_PUBLIC_SUPABASE_KEY is not set
 */
// biome-ignore lint/suspicious/noExplicitAny: supabase-js's own default, a client whose tables are not typed
export async function createClerkSupabaseClientSsr<Database = any>({
  url,
  key,
  template,
  options,
  now,
}: ClerkSupabaseSsrOptions = {}): Promise<SupabaseClient<Database>> {
  return clientOfRequest(url, key, template, options, now) as Promise<SupabaseClient<Database>>;
}

// cache() compares argument by argument, so they are not gathered in an object here.
const clientOfRequest = cache(
  async (
    url: string | undefined,
    key: string | undefined,
    template: string | undefined,
    options: ClerkSupabaseOptions["options"],
    now: ClerkSupabaseOptions["now"],
  ): Promise<SupabaseClient> => {
    const { sessionId, orgId, getToken } = await auth();
    return createClerkSupabaseClient({
      ...readProject({ url, key }),
      session: sessionId ? { id: sessionId, lastActiveOrganizationId: orgId, getToken } : null,
      template,
      options: { ...options, global: { fetch: fetchUncached, ...options?.global } },
      now,
    });
  },
);

/** Rows belong to one person: no answer goes into Next's data cache unless the caller asks for it. */
function fetchUncached(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  return fetch(input, { cache: "no-store", ...init });
}

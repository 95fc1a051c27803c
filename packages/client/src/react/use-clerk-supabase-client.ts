// The client of the signed-in user as a React hook. It takes the session instead of asking Clerk for it, so it works
// with every React SDK of Clerk (@clerk/nextjs, @clerk/react, @clerk/expo, ...) and can't meet a second copy of one.
import type { SupabaseClient } from "@supabase/supabase-js";
import { useState } from "react";
import type { CurrentSession } from "../clerk-session.ts";
import { readProject } from "../environment.ts";
import { createClientKeeper } from "./keep-client.ts";

export interface ClerkSupabaseHookOptions {
  /** Default: NEXT_PUBLIC_SUPABASE_URL, where the bundler puts it in. */
  readonly url?: string | undefined;
  /** Default: NEXT_PUBLIC_SUPABASE_KEY, likewise. */
  readonly key?: string | undefined;
  /** The name of Clerk's JWT template; without one, the session token itself is sent. */
  readonly template?: string | undefined;
}

// INVARIANT: on a server nothing is shared, since it renders for many people at once.
const shared = typeof window === "undefined" ? undefined : createClientKeeper();

/**
 * `useClerkSupabaseClient(useSession().session)`: the same client until somebody else signs in, so it can stand in
 * the dependencies of an effect. Without a session its requests go out as `anon`.
 *
 * @throws {ClerkSupabaseError} CONFIG_MISSING when the project's address or key is neither passed nor set
 */
// biome-ignore lint/suspicious/noExplicitAny: supabase-js's own default, a client whose tables are not typed
export function useClerkSupabaseClient<Database = any>(
  session: CurrentSession,
  options: ClerkSupabaseHookOptions = {},
): SupabaseClient<Database> {
  const [keepClient] = useState(() => shared ?? createClientKeeper());
  return keepClient(
    { ...readProject(options), template: options.template },
    session,
  ) as SupabaseClient<Database>;
}

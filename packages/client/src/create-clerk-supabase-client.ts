// A supabase-js client that carries the signed-in Clerk user's token, in any framework.
// Guarantees: never another session's token, and never a key that passes row level security.
import {
  createClient,
  type SupabaseClient,
  type SupabaseClientOptions,
} from "@supabase/supabase-js";
import type { SessionSource } from "./clerk-session.ts";
import { clientError } from "./client-error.ts";
import { MissingWebSocket } from "./missing-web-socket.ts";
import { readClaims } from "./read-claims.ts";
import { replayExpired } from "./replay-expired.ts";
import { bindChannels } from "./session-channels.ts";
import { createTokenCache } from "./token-cache.ts";

/** The schemas of a generated `Database` type. */
type SchemaOf<Database> = string & keyof Omit<Database, "__InternalSupabase">;

/** The schema that supabase-js takes when none is named. */
type DefaultSchema<Database> = "public" extends SchemaOf<Database> ? "public" : SchemaOf<Database>;

/** What supabase-js takes, but for the token, which is this package's part. */
export type PassedOptions<Schema> = Omit<SupabaseClientOptions<Schema>, "accessToken" | "auth">;

export interface ClerkSupabaseOptions<Schema = "public"> {
  /** The address of the Supabase project. */
  readonly url: string;
  /** Its anon or publishable key, never the service role or a secret one. */
  readonly key: string;
  /** Who is signed in. Without a session requests go out as `anon`. */
  readonly session: SessionSource;
  /** The name of Clerk's JWT template; without one, the session token itself is sent (Clerk as a third-party issuer). */
  readonly template?: string | undefined;
  /** Further options of supabase-js. */
  readonly options?: PassedOptions<Schema> | undefined;
  /** The clock, in milliseconds. */
  readonly now?: (() => number) | undefined;
}

/**
 * Makes the client. Make one per session, not one per request: it keeps the token until near its end.
 *
 * @throws {ClerkSupabaseError} SECRET_KEY with a service role or secret key, CLIENT_TOO_OLD with supabase-js before 2.45
 */
export function createClerkSupabaseClient<
  // biome-ignore lint/suspicious/noExplicitAny: supabase-js's own default, a client whose tables are not typed
  Database = any,
  Schema extends SchemaOf<Database> = DefaultSchema<Database>,
>({
  url,
  key,
  session,
  template,
  options,
  now = Date.now,
}: ClerkSupabaseOptions<Schema>): SupabaseClient<Database, Schema> {
  // Signed out, supabase-js sends the key itself: with such a key everybody would then see every row.
  if (key?.startsWith("sb_secret_") || readClaims(key).role === "service_role") {
    throw clientError("SECRET_KEY", "Not for apps: this key passes row level security");
  }
  const tokens = createTokenCache({ session, template, now, onLeft: () => leaveChannels() });
  const fetch = options?.global?.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const client = createClient<Database, Schema, Schema>(url, key, {
    ...options,
    accessToken: () => tokens.get(),
    global: { ...options?.global, fetch: replayExpired(fetch, tokens) },
    realtime: {
      ...(typeof WebSocket === "undefined" && { transport: MissingWebSocket }),
      ...options?.realtime,
      accessToken: async () => (await tokens.getLasting()) ?? key,
    },
  });
  refuseOld(client);
  const leaveChannels = bindChannels(client.realtime, tokens);
  // Its further types mean other things from version to version, so they are left to their defaults.
  return client as SupabaseClient<Database, Schema>;
}

/** Before 2.45 supabase-js passes over `accessToken`: everybody would be asked for as anon, and nothing would say so. */
function refuseOld(client: object): void {
  if ("accessToken" in client) return;
  throw clientError(
    "CLIENT_TOO_OLD",
    "This @supabase/supabase-js takes no accessToken, so nobody's token would be sent: install 2.45.0 or later",
  );
}

// The errors of this package: a permanent code, and a message that says what to do.
// INVARIANT: the message never holds a token or a key.

/**
 * CONFIG_MISSING: the address or the key of the Supabase project is not in the environment.
 * CLIENT_TOO_OLD: the installed @supabase/supabase-js takes no token.
 * SECRET_KEY: a key that passes row level security was given where only the public one belongs.
 * TOKEN_FAILED: Clerk did not give a token; `cause` is Clerk's own error.
 */
export type ClientErrorCode = "CONFIG_MISSING" | "CLIENT_TOO_OLD" | "SECRET_KEY" | "TOKEN_FAILED";

/** Thrown by this package; of TOKEN_FAILED supabase-js makes the `error` of the result. */
export interface ClerkSupabaseError extends Error {
  readonly name: "ClerkSupabaseError";
  readonly code: ClientErrorCode;
}

export function clientError(
  code: ClientErrorCode,
  message: string,
  options?: ErrorOptions,
): ClerkSupabaseError {
  return Object.assign(Error(message, options), { name: "ClerkSupabaseError" as const, code });
}

// Whom a request is explained for: nobody, a person, the holder of a token, or the service role.
import { rowlockError } from "../errors/registry.ts";
import type { Identity } from "../identity/create-identity.ts";
import { ClerkApiError } from "../identity/errors/clerk-api-error.ts";
import type { AppKeys } from "../project/environment/environment.ts";
import { opaqueKeyKind } from "../tokens/keys/api-keys.ts";
import { tokenMistakeIn } from "../tokens/verify/token-mistake.ts";

export type Caller =
  | { readonly kind: "anon" }
  | { readonly kind: "service_role" }
  | { readonly kind: "token"; readonly token: string }
  | {
      readonly kind: "user";
      readonly user: string;
      /** The JWT template; undefined: the session token. */
      readonly template: string | undefined;
      /** The active organization, by id or slug. */
      readonly organization: string | undefined;
    };

export interface CallerOptions {
  readonly template?: string | undefined;
  readonly organization?: string | undefined;
}

/** @param text what `--as` says */
export function readCaller(text: string, { template, organization }: CallerOptions): Caller {
  const bare = text.replace(/^bearer\s+/i, "").trim();
  if (bare === "anon" || bare === "service_role") return { kind: bare };
  // What begins as a token or a key is taken for one, whole or not: it is never looked up or shown as a name.
  const isToken = bare.startsWith("eyJ") || opaqueKeyKind(bare) !== undefined;
  // Nor is what apps send in its place: "undefined" is no user.
  if (isToken || tokenMistakeIn(bare) !== undefined) {
    return { kind: "token", token: bare };
  }
  return {
    kind: "user",
    user: bare,
    template: template === "native" ? undefined : template,
    organization,
  };
}

export interface MintOptions {
  readonly keys: AppKeys;
  withIdentity<T>(work: (identity: Identity) => Promise<T>): Promise<T>;
}

/** The bearer token; undefined for nobody. @throws EXPLAIN_WHO */
export async function mintFor(
  caller: Caller,
  { keys, withIdentity }: MintOptions,
): Promise<string | undefined> {
  switch (caller.kind) {
    case "anon":
      return undefined;
    case "service_role":
      return keys.serviceRoleKey;
    case "token":
      return caller.token;
    case "user":
      return withIdentity((identity) => mintForUser(identity, caller));
  }
}

async function mintForUser(
  identity: Identity,
  { user, template, organization }: Extract<Caller, { kind: "user" }>,
): Promise<string> {
  const options = { organization };
  try {
    return template === undefined
      ? await identity.mintSessionToken(user, options)
      : await identity.mintTemplateToken(user, template, options);
  } catch (error) {
    if (!(error instanceof ClerkApiError)) throw error;
    throw rowlockError("EXPLAIN_WHO", {
      message: `There is no token to be had for ${user}: ${error.message}`,
      hint: "rowlock users lists who there is; templates stand in rowlock.toml, organizations in Studio",
      cause: error,
    });
  }
}

/** For the head of the explanation. */
export function describeCaller(
  caller: Caller | undefined,
  found: { readonly hasToken: boolean; readonly role: string | undefined },
): string {
  if (caller === undefined) {
    if (found.hasToken) return "the request's own token";
    return found.role === undefined ? "anon" : `the API key of ${found.role}`;
  }
  if (caller.kind === "token") return "the given token";
  return caller.kind === "user" ? caller.user : caller.kind;
}

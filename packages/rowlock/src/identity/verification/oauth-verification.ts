// Proving oneself at a provider: what a sign-in, a sign-up or an external account knows of it. Plain data; the errors of the
// way there and back lie in it, because a browser on that way is sent on, and hears of them when it is back.
import type { OAuthStrategy } from "../../config/social-providers.ts";
import type { ClerkErrorJson } from "../errors/clerk-api-error.ts";

/** Who came from a provider, as the provider says. */
export interface ProviderAccount {
  readonly provider: OAuthStrategy;
  /** The provider's own id of the person. */
  readonly provider_user_id: string;
  readonly email_address: string;
  readonly email_address_verified: boolean;
  readonly first_name: string;
  readonly last_name: string;
  /** Divided by spaces. */
  readonly approved_scopes: string;
}

export interface OAuthVerification {
  readonly strategy: OAuthStrategy;
  readonly status: "unverified" | "verified" | "failed" | "transferable";
  /** Where the browser goes; null once it is back. */
  readonly url: string | null;
  readonly error: ClerkErrorJson | null;
  readonly expire_at: number;
  /** Who came, where the attempt goes on as one of the other kind. */
  readonly account: ProviderAccount | null;
}

export const OAUTH_LIFETIME_MS = 10 * 60 * 1000;

export function startOAuth(options: {
  readonly strategy: OAuthStrategy;
  readonly url: string;
  readonly now: number;
}): OAuthVerification {
  const { strategy, url, now } = options;
  const expire_at = now + OAUTH_LIFETIME_MS;
  return { strategy, status: "unverified", url, error: null, expire_at, account: null };
}

type Outcome =
  | { readonly status: "verified" }
  | { readonly status: "failed"; readonly error: ClerkErrorJson | null }
  | {
      readonly status: "transferable";
      readonly error: ClerkErrorJson | null;
      readonly account: ProviderAccount;
    };

/** What became of it. */
export function endOAuth(verification: OAuthVerification, outcome: Outcome): OAuthVerification {
  return { ...verification, url: null, error: null, account: null, ...outcome };
}

/** As of now: one that nobody came back from ran out. */
export function currentOAuthStatus(
  { status, expire_at }: OAuthVerification,
  now: number,
): OAuthVerification["status"] | "expired" {
  return status === "unverified" && now >= expire_at ? "expired" : status;
}

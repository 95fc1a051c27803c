// A challenge that a passkey is to sign: made, given out once, used up by the first answer, right or wrong. Plain data and
// pure functions; what is signed is looked at elsewhere.
import type { JsonObject } from "../../tokens/verified-token.ts";
import { CODE_LIFETIME_MS } from "./code-verification.ts";

export interface PasskeyVerification {
  readonly strategy: "passkey";
  readonly status: "unverified" | "verified" | "failed" | "expired";
  readonly attempts: number;
  /** Base64url; null once it is used up. */
  readonly challenge: string | null;
  /** The origin of the page that asked: no other may answer, and its host is the relying party. */
  readonly origin: string;
  /** What the page gives to `navigator.credentials`. */
  readonly options: JsonObject;
  readonly expire_at: number;
}

/** As long as a code: autofill waits on a page for as long as a person takes to look at it. */
export const PASSKEY_LIFETIME_MS = CODE_LIFETIME_MS;

/** The relying party of a page, as browsers ask for it. */
export function relyingPartyOf(origin: string): string {
  return new URL(origin).hostname;
}

export function startPasskeyVerification(start: {
  readonly origin: string;
  readonly options: JsonObject & { readonly challenge: string };
  readonly now: number;
}): PasskeyVerification {
  const { origin, options, now } = start;
  return {
    strategy: "passkey",
    status: "unverified",
    attempts: 0,
    challenge: options.challenge,
    origin,
    options,
    expire_at: now + PASSKEY_LIFETIME_MS,
  };
}

export interface UsedChallenge {
  readonly outcome: "open" | "used" | "expired";
  /** What is to be stored, before the answer is looked at. */
  readonly verification: PasskeyVerification;
}

/** Uses a challenge up: whoever answers it again, or late, answers none. */
export function useChallenge(verification: PasskeyVerification, now: number): UsedChallenge {
  if (verification.challenge === null) return { outcome: "used", verification };
  if (now >= verification.expire_at) {
    return {
      outcome: "expired",
      verification: { ...verification, status: "expired", challenge: null },
    };
  }
  const attempts = verification.attempts + 1;
  return {
    outcome: "open",
    verification: { ...verification, status: "failed", attempts, challenge: null },
  };
}

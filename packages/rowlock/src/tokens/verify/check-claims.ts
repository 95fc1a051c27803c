// Time and audience, in PostgREST's order and with its 30 seconds of leeway. Called on every cache hit too, because a
// token that was good a minute ago may not be now.
import { TokenError, type TokenErrorCode } from "../token-error.ts";
import type { JsonObject, JsonValue } from "../verified-token.ts";

/** Seconds that clocks may differ. */
const LEEWAY = 30;

export interface CheckClaimsOptions {
  /** Unix seconds. */
  readonly at: number;
  /** The audience that a token with an `aud` must name; undefined: any. */
  readonly audience?: string | undefined;
}

type ClaimCheck = (claims: JsonObject, options: CheckClaimsOptions) => void;

/** The checks by the claim that they are about, in their order. Each throws a TokenError of the kind `claims`. */
export const CLAIM_CHECKS = {
  exp: checkExpiry,
  nbf: (claims, { at }) =>
    checkNotBefore(claims, { at, claim: "nbf", code: "TOKEN_NOT_YET_VALID" }),
  iat: (claims, { at }) =>
    checkNotBefore(claims, { at, claim: "iat", code: "TOKEN_ISSUED_IN_FUTURE" }),
  aud: (claims, { audience }) => checkAudience(claims.aud ?? undefined, audience),
} as const satisfies Readonly<Record<string, ClaimCheck>>;

const IN_ORDER: readonly ClaimCheck[] = Object.values(CLAIM_CHECKS);

/** @throws TokenError of the kind `claims` */
export function checkClaims(claims: JsonObject, options: CheckClaimsOptions): void {
  for (const check of IN_ORDER) check(claims, options);
}

function checkExpiry(claims: JsonObject, { at }: CheckClaimsOptions): void {
  const exp = numericDate(claims, "exp");
  if (exp === undefined || at - LEEWAY <= exp) return;
  throw new TokenError("TOKEN_EXPIRED", {
    message: "JWT expired",
    explanation: `It expired ${at - exp} s ago; ${LEEWAY} s are allowed for clocks that differ`,
    hint: "Ask for a token for each request: getToken() keeps one as long as it is good",
  });
}

interface NotBeforeCheck {
  readonly at: number;
  readonly claim: "nbf" | "iat";
  readonly code: TokenErrorCode;
}

function checkNotBefore(claims: JsonObject, { at, claim, code }: NotBeforeCheck): void {
  const moment = numericDate(claims, claim);
  if (moment === undefined || moment <= at + LEEWAY) return;
  throw new TokenError(code, {
    message: claim === "nbf" ? "JWT not yet valid" : "JWT issued at future",
    explanation: `${claim} is ${moment - at} s ahead of this clock; ${LEEWAY} s are allowed`,
    hint: "Set the clocks of both machines by the network's time",
  });
}

function numericDate(claims: JsonObject, claim: string): number | undefined {
  const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new TokenError("TOKEN_CLAIMS", { message: `The JWT '${claim}' claim must be a number` });
}

function checkAudience(aud: JsonValue | undefined, expected: string | undefined): void {
  if (aud === undefined) return;
  const named = typeof aud === "string" ? [aud] : aud;
  if (!Array.isArray(named) || !named.every((name) => typeof name === "string")) {
    throw new TokenError("TOKEN_CLAIMS", {
      message: "The JWT 'aud' claim must be a string or an array of strings",
    });
  }
  if (expected === undefined || named.length === 0 || named.includes(expected)) return;
  throw new TokenError("TOKEN_AUDIENCE", {
    message: "JWT not in audience",
    explanation: `The token is for ${named.length} other audience(s); expected ${expected}`,
  });
}

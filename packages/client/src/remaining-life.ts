// How long a token that has just arrived may be used, by a clock that may be wrong.
import { readClaims } from "./read-claims.ts";

/** A token is not used in its last seconds: the request has to arrive, and be verified, in time. */
const MARGIN_SECONDS = 10;

/**
 * Milliseconds for which `token` may be used from `now` (milliseconds); 0 or less means this once only.
 *
 * Its age is `now - iat`, if that is possible. A negative age, or one beyond the token's life, means that this clock
 * and the issuer's differ: an issuer hands out living tokens, so it then counts as new. A wrong guess costs a refused
 * request, which is replayed with a fresh token.
 */
export function remainingLife(token: string, now: number): number {
  const { exp = 0, iat = exp } = readClaims(token);
  const life = exp - iat;
  const age = now / 1000 - iat;
  return (life - (age > 0 && age < life ? age : 0) - MARGIN_SECONDS) * 1000;
}

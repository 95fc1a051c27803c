// From a bearer token to a role and claims, or a refusal that says which check failed. Verified tokens are kept by
// their SHA-256, never by themselves; time is checked on every use, and a change of any key empties the cache.
import { hash } from "node:crypto";
import { createSieveCache } from "../../cache/sieve-cache.ts";
import type { KeyFinder } from "../key-ring/key-finder.ts";
import { parseRolePath, type RolePath } from "../role-path/role-path.ts";
import { type Clock, secondsNow } from "../sign/sign-token.ts";
import { TokenError } from "../token-error.ts";
import { anonymousToken, type JsonObject, type VerifiedToken } from "../verified-token.ts";
import { checkClaims } from "./check-claims.ts";
import { checkTokenKind } from "./check-token-kind.ts";
import { type DecodedToken, decodeToken } from "./decode-token.ts";
import { findVerifyingKey } from "./find-verifying-key.ts";
import { grantRole } from "./grant-role.ts";

export interface TokenVerifierOptions {
  readonly keys: KeyFinder;
  /** The role of a token that names none, and of nobody; undefined: both are refused. */
  readonly anonRole: string | undefined;
  /** Where the role stands in the claims. Default `$.role`. */
  readonly rolePath?: RolePath | undefined;
  /** The audience that a token with an `aud` must name. */
  readonly audience?: string | undefined;
  /** False: refusals say exactly what PostgREST says. Default true: they add expected against found. */
  readonly explain?: boolean | undefined;
  readonly now: Clock;
  /** How many verified tokens are kept; 0: none. Default 1000. */
  readonly cacheSize?: number | undefined;
}

export interface TokenVerifier {
  /**
   * Verifies a token. A token seen before is answered at once, without a promise.
   * @throws TokenError, or rejects with it: await the answer inside of a try
   */
  verify(token: string): VerifiedToken | Promise<VerifiedToken>;
  /** Who asks without a token. @throws TokenError TOKEN_REQUIRED */
  anonymous(): VerifiedToken;
}

interface CachedToken {
  readonly verified: VerifiedToken;
  readonly generation: number;
  /** Unix seconds after which the signature is checked anew. */
  readonly until: number;
}

/** Seconds that a signature once checked is believed. */
const RECHECK = 600;

/** Makes a verifier. */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { keys, anonRole, audience, now, explain = true } = options;
  const rolePath = options.rolePath ?? parseRolePath("$.role");
  const cache = createSieveCache<CachedToken>(options.cacheSize ?? 1000);
  const nobody = anonRole === undefined ? undefined : anonymousToken(anonRole);

  async function verifyAnew(token: string, cacheKey: string): Promise<VerifiedToken> {
    if (keys.isEmpty) {
      throw new TokenError("TOKEN_NO_KEYS", { message: "Server lacks JWT secret" });
    }
    const { generation } = keys;
    const decoded = decodeToken(token);
    const candidate = await findVerifyingKey(token, decoded, { keys, at: secondsNow(now) });
    checkTokenKind(decoded.header, candidate);
    const { claims } = decoded;
    if (claims === undefined) {
      throw new TokenError("TOKEN_CLAIMS", { message: "Parsing claims failed" });
    }
    const at = secondsNow(now);
    checkClaims(claims, { at, audience });
    const role = grantRole(rolePath(claims), { candidate, anonRole });
    const verified = Object.freeze({
      role,
      claims,
      claimsText: withRole(decoded, { claims, role }),
    });
    cache.set(cacheKey, {
      verified,
      generation,
      until: Math.min(at + RECHECK, candidate.validUntil),
    });
    return verified;
  }

  function recall(cacheKey: string): VerifiedToken | undefined {
    const known = cache.get(cacheKey);
    if (known === undefined) return undefined;
    const at = secondsNow(now);
    if (known.generation !== keys.generation || at >= known.until) {
      cache.delete(cacheKey);
      return undefined;
    }
    checkClaims(known.verified.claims, { at, audience });
    return known.verified;
  }

  function worded(error: unknown): unknown {
    return error instanceof TokenError && !explain ? error.plain() : error;
  }

  return {
    verify(token) {
      const cacheKey = hash("sha256", token, "base64");
      try {
        const known = recall(cacheKey);
        if (known !== undefined) return known;
      } catch (error) {
        throw worded(error);
      }
      return verifyAnew(token, cacheKey).catch((error: unknown) => {
        throw worded(error);
      });
    },
    anonymous() {
      if (nobody !== undefined) return nobody;
      throw new TokenError("TOKEN_REQUIRED", { message: "Anonymous access is disabled" });
    },
  };
}

interface GrantedClaims {
  readonly claims: JsonObject;
  readonly role: string;
}

/** The claims' own text with the granted role in it: PostgREST puts `role` among the claims, wherever it came from. */
function withRole({ claimsText }: DecodedToken, { claims, role }: GrantedClaims): string {
  const text = claimsText.trim();
  if (Object.hasOwn(claims, "role") && claims.role === role) return text;
  const separator = Object.keys(claims).length === 0 ? "" : ",";
  // INVARIANT: text is a whole JSON object, and PostgreSQL takes the last of two fields of one name.
  return `${text.slice(0, -1)}${separator}"role":${JSON.stringify(role)}}`;
}

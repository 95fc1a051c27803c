// Tokens that the identity service writes to itself or to Clerk's SDKs: handshakes, tickets. Signed with the instance's
// key, marked by a kind in their header, and without the category that every bearer token of this issuer carries:
// the verifier of bearer tokens refuses them.
import { compactVerify } from "jose";
import type { InstanceKeys } from "../keys/instance-keys.ts";
import { type Clock, secondsNow, signToken } from "../sign/sign-token.ts";
import { TokenError } from "../token-error.ts";
import type { JsonObject } from "../verified-token.ts";
import { decodeToken } from "../verify/decode-token.ts";

export interface ServiceTokenOptions {
  /** What the token is for, such as `ticket`; a token of one kind never passes for another. */
  readonly kind: string;
  readonly issuer: string;
  readonly keys: InstanceKeys;
  readonly now: Clock;
}

export interface SignServiceTokenOptions extends ServiceTokenOptions {
  readonly claims: JsonObject;
  /** Seconds. */
  readonly lifetime: number;
}

/** Signs a token of a kind. */
export function signServiceToken(options: SignServiceTokenOptions): Promise<string> {
  const { current } = options.keys;
  const issuedAt = secondsNow(options.now);
  return signToken({
    signingKey: { algorithm: "RS256", key: current.privateKey, kid: current.kid },
    header: { kind: options.kind },
    claims: {
      ...options.claims,
      iat: issuedAt,
      exp: issuedAt + options.lifetime,
      iss: options.issuer,
    },
  });
}

/** Verifies a token of a kind and gives its claims. @throws TokenError */
export async function verifyServiceToken(
  token: string,
  { kind, issuer, keys, now }: ServiceTokenOptions,
): Promise<JsonObject> {
  const { header, claims } = decodeToken(token);
  const at = secondsNow(now);
  const key = [{ key: keys.current, validUntil: Number.POSITIVE_INFINITY }, ...keys.retired].find(
    (candidate) => candidate.key.kid === header.kid && candidate.validUntil > at,
  );
  if (key === undefined) {
    throw new TokenError("TOKEN_UNKNOWN_KEY", { message: "The token is not of this instance" });
  }
  await compactVerify(token, key.key.publicKey, { algorithms: ["RS256"] }).catch(() => {
    throw new TokenError("TOKEN_SIGNATURE", { message: "The token's signature is wrong" });
  });
  if (header.kind !== kind || claims?.iss !== issuer) {
    throw new TokenError("TOKEN_KIND", { message: `The token is not a ${kind} of this instance` });
  }
  const { exp } = claims;
  if (typeof exp !== "number" || exp <= at) {
    throw new TokenError("TOKEN_EXPIRED", { message: `The ${kind} has expired` });
  }
  return claims;
}

// Tokens for one purpose of the project's own, such as signed URLs. Their key is derived from the project's secret with
// the purpose's name (HKDF, RFC 5869), so what it signs verifies under no key that a person's token has, nor the reverse.
import { createSecretKey, hkdfSync, type KeyObject } from "node:crypto";
import { jwtVerify } from "jose";
import { type Clock, secondsNow, signToken } from "../sign/sign-token.ts";
import type { JsonObject } from "../verified-token.ts";

export interface PurposeTokensOptions {
  /** Says what they are for; another name is another key. */
  readonly purpose: string;
  /** The project's secret as it is now. */
  readonly secret: () => string;
  readonly now: Clock;
}

export interface PurposeTokens {
  sign(claims: JsonObject, lifetimeSeconds: number): Promise<string>;
  /** The claims. Rejects with jose's error, whose message never holds the token. */
  verify(token: string): Promise<JsonObject>;
}

export function createPurposeTokens(options: PurposeTokensOptions): PurposeTokens {
  const { purpose, secret, now } = options;
  let derived: { readonly of: string; readonly key: KeyObject } | undefined;

  function key(): KeyObject {
    const current = secret();
    if (derived?.of !== current) derived = { of: current, key: deriveKey(current, purpose) };
    return derived.key;
  }

  return {
    sign(claims, lifetimeSeconds) {
      const iat = secondsNow(now);
      return signToken({
        signingKey: { algorithm: "HS256", key: key() },
        claims: { ...claims, iat, exp: iat + lifetimeSeconds },
      });
    },
    async verify(token) {
      const { payload } = await jwtVerify(token, key(), {
        algorithms: ["HS256"],
        requiredClaims: ["exp"],
        currentDate: new Date(now()),
      });
      return payload as JsonObject;
    },
  };
}

function deriveKey(secret: string, purpose: string): KeyObject {
  const bytes = hkdfSync("sha256", secret, "", `rowlock/${purpose}`, 32);
  return createSecretKey(Buffer.from(bytes));
}

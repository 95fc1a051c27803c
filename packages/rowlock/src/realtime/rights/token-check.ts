// A token as the channels take it: verified as everywhere, and besides in time to the second, with a role and an end of its
// own, as hosted Realtime asks.
import { TokenError } from "../../tokens/token-error.ts";
import type { VerifiedToken } from "../../tokens/verified-token.ts";
import { Refusal } from "../refusal.ts";

export interface CheckedToken {
  readonly token: VerifiedToken;
  /** Unix seconds. */
  readonly expiresAt: number;
}

/** @throws Refusal */
export type TokenCheck = (text: string) => Promise<CheckedToken>;

export interface TokenCheckOptions {
  /** Who a token or an API key stands for. @throws TokenError */
  readonly authenticate: (text: string) => VerifiedToken | Promise<VerifiedToken>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const FIELDS = "Fields `role` and `exp` are required in JWT";

export function createTokenCheck({ authenticate, now }: TokenCheckOptions): TokenCheck {
  return async (text) => {
    const token = await verified(text, { authenticate, now });
    const { exp, role } = token.claims;
    if (typeof exp !== "number" || typeof role !== "string") {
      throw new Refusal("InvalidJWTToken", FIELDS);
    }
    const late = Math.floor(now() / 1000) - exp;
    if (late >= 0) throw expired(late);
    return { token, expiresAt: exp };
  };
}

async function verified(text: string, options: TokenCheckOptions): Promise<VerifiedToken> {
  const trimmed = text.replace(/\s/g, "");
  if (!/^[\x21-\x7e]+$/.test(trimmed)) throw new Refusal("MalformedJWT");
  try {
    return await options.authenticate(trimmed);
  } catch (error) {
    throw error instanceof TokenError ? refusalOf(error) : error;
  }
}

function refusalOf(error: TokenError): Refusal {
  switch (error.code) {
    case "TOKEN_EXPIRED":
      return expired(Number(/expired (\d+) s/.exec(error.details ?? "")?.[1] ?? 0));
    case "TOKEN_SIGNATURE":
    case "TOKEN_UNKNOWN_KEY":
    case "TOKEN_ALGORITHM":
      return new Refusal("JwtSignatureError");
    default:
      if (error.kind === "decode") return new Refusal("MalformedJWT");
      return new Refusal("InvalidJWTToken", error.message);
  }
}

function expired(seconds: number): Refusal {
  return new Refusal("InvalidJWTToken", `Token has expired ${Math.floor(seconds)} seconds ago`);
}

// Refresh tokens: an app's server shows one, with the expired session token that it belongs to, and gets a fresh session
// token without sending the browser around by a handshake. It travels in a cookie that no script reads, it is good for
// its own session alone and as long as that lives, and nothing but the Backend API takes it.
import { signServiceToken, verifyServiceToken } from "../../tokens/service/service-token.ts";
import { TokenError } from "../../tokens/token-error.ts";
import type { Instance } from "../instance.ts";

const LIFETIME_SECONDS = 30 * 86_400;

function kindOf({ addresses, keys, clock }: Instance) {
  return { kind: "refresh", issuer: addresses.issuer, keys: keys(), now: clock } as const;
}

/** A refresh token of a session. */
export function signRefreshToken(instance: Instance, sessionId: string): Promise<string> {
  return signServiceToken({
    ...kindOf(instance),
    claims: { sid: sessionId },
    lifetime: LIFETIME_SECONDS,
  });
}

/** The id of the session that a refresh token is of; undefined when the token is not a good one of this instance. */
export async function parseRefreshToken(
  instance: Instance,
  token: string,
): Promise<string | undefined> {
  try {
    const { sid } = await verifyServiceToken(token, kindOf(instance));
    return typeof sid === "string" ? sid : undefined;
  } catch (error) {
    if (error instanceof TokenError) return undefined;
    throw error;
  }
}

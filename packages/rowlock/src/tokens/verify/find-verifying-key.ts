// The key that a token was signed with, among those that are bound to its issuer, algorithm and kid.
// Guarantee: what the token says of itself only chooses among such keys; the signature decides.
import { compactVerify } from "jose";
import type { KeyCandidate, KeyFinder } from "../key-ring/key-finder.ts";
import { TokenError } from "../token-error.ts";
import type { DecodedToken } from "./decode-token.ts";

export interface FindVerifyingKeyOptions {
  readonly keys: KeyFinder;
  /** Unix seconds. */
  readonly at: number;
}

/** @throws TokenError TOKEN_SIGNATURE or TOKEN_UNKNOWN_KEY */
export async function findVerifyingKey(
  token: string,
  decoded: DecodedToken,
  { keys, at }: FindVerifyingKeyOptions,
): Promise<KeyCandidate> {
  const { algorithm, kid } = decoded.header;
  const iss = decoded.claims?.iss;
  const query = { algorithm, kid, issuer: typeof iss === "string" ? iss : undefined };
  const candidates = (await keys.find(query)).filter(({ validUntil }) => validUntil > at);
  for (const candidate of candidates) {
    const options = { algorithms: [algorithm] };
    const good = await compactVerify(token, candidate.key, options).then(
      () => true,
      () => false,
    );
    if (good) return candidate;
  }
  throw candidates.length > 0
    ? new TokenError("TOKEN_SIGNATURE", {
        message: "No suitable key or wrong key type",
        details: "None of the keys was able to decode the JWT",
        explanation: `The signature does not fit ${candidates.map(({ name }) => name).join(", nor ")}`,
        hint: "Was the token signed with another secret, or before the secret was rotated?",
      })
    : new TokenError("TOKEN_UNKNOWN_KEY", {
        message: "No suitable key or wrong key type",
        details: "No suitable key was found to decode the JWT",
        explanation: keys.describe(query),
      });
}

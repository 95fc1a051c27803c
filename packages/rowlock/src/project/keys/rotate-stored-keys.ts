// The stored keys after a rotation: pure, so that who rotates decides when they are kept and from when they count.
// Of an instance key that signs no more only the public half is kept: it verifies what it signed, and can't sign again.
import { generateProjectSecret } from "../../tokens/keys/api-keys.ts";
import { generateInstanceKey, loadInstanceKey } from "../../tokens/keys/instance-key.ts";
import type { StoredKeys } from "./project-keys.ts";

export interface RotateOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Ten years in seconds: no token of Clerk's lives longer, so whatever an old key signed stays good until its end. */
const LONGEST_LIFETIME = 315_360_000;

/** The JWKS document carries them all, so there is a bound; the oldest go first. */
const MOST_RETIRED = 20;

/** A new JWT secret, and API keys as of now. What the old secret signed is refused. */
export function withNewJwtSecret(
  keys: StoredKeys,
  { now, random }: RotateOptions & { readonly random: (size: number) => Uint8Array },
): StoredKeys {
  return { ...keys, jwtSecret: generateProjectSecret(random), issuedAt: secondsOf(now) };
}

/** A new instance key. What the old ones signed stays good until its own end, unless they are revoked. */
export async function withNewInstanceKey(
  keys: StoredKeys,
  { now, revoke }: RotateOptions & { readonly revoke: boolean },
): Promise<StoredKeys> {
  const at = secondsOf(now);
  const old = {
    publicKey: loadInstanceKey(keys.instanceKey).publicPem,
    validUntil: at + LONGEST_LIFETIME,
  };
  const retired = [old, ...keys.retiredInstanceKeys].filter(({ validUntil }) => validUntil > at);
  return {
    ...keys,
    instanceKey: await generateInstanceKey(),
    retiredInstanceKeys: revoke ? [] : retired.slice(0, MOST_RETIRED),
  };
}

function secondsOf(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}

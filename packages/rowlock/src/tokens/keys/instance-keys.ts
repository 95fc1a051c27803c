// The instance's keys over time: one signs, older ones only verify until their given end. The JWKS document publishes
// every key that still verifies, so SDKs that cached it go on working through a rotation.
import type { InstanceKey, PublicInstanceKey, PublicJwk } from "./instance-key.ts";

interface RetiredKey {
  readonly key: PublicInstanceKey;
  /** Unix seconds after which nothing that it signed is accepted. */
  readonly validUntil: number;
}

export interface InstanceKeys {
  readonly current: InstanceKey;
  readonly retired: readonly RetiredKey[];
}

/** The keys after a rotation: the new one signs, the one before it verifies until `validUntil` (Unix seconds). */
export function rotateInstanceKeys(
  keys: InstanceKeys,
  next: { readonly key: InstanceKey; readonly validUntil: number },
): InstanceKeys {
  return {
    current: next.key,
    retired: [{ key: keys.current, validUntil: next.validUntil }, ...keys.retired],
  };
}

export interface JwksDocument {
  readonly keys: readonly PublicJwk[];
}

/** The public keys that verify at a moment (Unix seconds), the signing one first (RFC 7517 section 5). */
export function jwksDocument(keys: InstanceKeys, at: number): JwksDocument {
  const older = keys.retired.filter(({ validUntil }) => validUntil > at);
  return { keys: [keys.current.jwk, ...older.map(({ key }) => key.jwk)] };
}

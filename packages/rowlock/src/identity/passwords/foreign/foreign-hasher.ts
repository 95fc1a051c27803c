// What every foreign form of a password digest has to offer, and how two digests are compared.
import { timingSafeEqual } from "node:crypto";

export interface ForeignHasher {
  /** What a digest of this form looks like. Bounds its cost too, so that no stored digest can stop the service. */
  readonly form: RegExp;
  /** Whether a password fits a digest of this form. */
  matches(password: string, digest: string): Promise<boolean> | boolean;
}

/** In constant time; nothing equals a digest that is empty. */
export function sameBytes(given: Uint8Array, expected: Uint8Array): boolean {
  return (
    given.length === expected.length && expected.length > 0 && timingSafeEqual(given, expected)
  );
}

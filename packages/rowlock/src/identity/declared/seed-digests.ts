// The passwords of declared users, hashed before there is a database to write them to: a hash takes a processor as long as
// many statements, and a new cluster leaves one idle while it is made.
import type { SeedUser } from "../../config/rowlock-config.ts";
import { createPasswordHasher } from "../passwords/hash-password.ts";

/** The digest of an entry's password; undefined where it has none or was not hashed ahead. */
export type SeedDigests = (seed: SeedUser) => Promise<string> | undefined;

/** Starts at once, one password after the other. */
export function hashSeedPasswords(seeds: readonly SeedUser[]): SeedDigests {
  const hasher = createPasswordHasher(1);
  const digests = new Map<SeedUser, Promise<string>>();
  for (const seed of seeds) {
    if (seed.password === undefined) continue;
    const digest = hasher.hash(seed.password);
    // Who asks for it is told; a start that ends before asks for none.
    digest.catch(() => {});
    digests.set(seed, digest);
  }
  return (seed) => digests.get(seed);
}

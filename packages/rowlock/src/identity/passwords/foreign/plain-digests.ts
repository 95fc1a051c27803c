// Digests of one hash function: `sha256` and `md5` in hexadecimal, and LDAP's salted SHA-1.
import { createHash } from "node:crypto";
import { type ForeignHasher, sameBytes } from "./foreign-hasher.ts";

export function hexDigest(algorithm: "sha256" | "md5"): ForeignHasher {
  const length = algorithm === "sha256" ? 64 : 32;
  return {
    form: new RegExp(`^[0-9a-f]{${length}}$`, "i"),
    matches: (password, digest) =>
      sameBytes(createHash(algorithm).update(password).digest(), Buffer.from(digest, "hex")),
  };
}

const SHA1_LENGTH = 20;

/** `{SSHA}` and, in base64, the hash with the salt behind it. */
export const LDAP_SSHA: ForeignHasher = {
  form: /^\{SSHA\}[A-Za-z0-9+/]{28,100}={0,2}$/,
  matches(password, digest) {
    const bytes = Buffer.from(digest.slice("{SSHA}".length), "base64");
    const salt = bytes.subarray(SHA1_LENGTH);
    const hash = createHash("sha1").update(password).update(salt).digest();
    return sameBytes(hash, bytes.subarray(0, SHA1_LENGTH));
  },
};

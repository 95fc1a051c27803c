// argon2 in its usual text form, to check digests that were made elsewhere; nothing new is hashed with it.
import { argon2iAsync, argon2idAsync } from "@noble/hashes/argon2.js";
import { type ForeignHasher, sameBytes } from "./foreign-hasher.ts";

type Argon2 = typeof argon2idAsync;

// Version 1.3 alone, with less than 137 MiB, 6 passes and 9 lanes: seconds of work at most.
const PARAMETERS = String.raw`v=19\$m=(\d{1,5}|1[0-3]\d{4}),t=([1-6]),p=([1-9])`;
const BASE64 = "([A-Za-z0-9+/]{11,})";

/** What parameters that argon2 does not take give. */
const EMPTY = new Uint8Array();

export const ARGON2I: ForeignHasher = argon2Digest("argon2i", argon2iAsync);
export const ARGON2ID: ForeignHasher = argon2Digest("argon2id", argon2idAsync);

/** `$argon2id$v=19$m=KIB,t=PASSES,p=LANES$salt$hash`, both in base64 without padding. */
function argon2Digest(name: string, hash: Argon2): ForeignHasher {
  const form = new RegExp(String.raw`^\$${name}\$${PARAMETERS}\$${BASE64}\$${BASE64}$`);
  return {
    form,
    async matches(password, digest) {
      const [, m, t, p, salt = "", expected = ""] = form.exec(digest) ?? [];
      const wanted = Buffer.from(expected, "base64");
      const given = await hash(Buffer.from(password), Buffer.from(salt, "base64"), {
        m: Number(m),
        t: Number(t),
        p: Number(p),
        dkLen: wanted.length,
      }).catch(() => EMPTY);
      return sameBytes(given, wanted);
    },
  };
}

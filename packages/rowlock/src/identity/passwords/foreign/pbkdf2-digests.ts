// PBKDF2 as `name$iterations$salt$hash`. Each name has its own ways of writing salt and hash.
import { pbkdf2 } from "node:crypto";
import { promisify } from "node:util";
import { type ForeignHasher, sameBytes } from "./foreign-hasher.ts";

const derive = promisify(pbkdf2);

interface Pbkdf2Options {
  readonly hash: "sha1" | "sha256" | "sha512";
  /** How the hash is written. */
  readonly encoding: "hex" | "base64";
  readonly readSalt: (salt: string) => Uint8Array;
}

/** `name` is what the digest begins with. */
export function pbkdf2Digest(name: string, options: Pbkdf2Options): ForeignHasher {
  const { hash, encoding, readSalt } = options;
  return {
    form: new RegExp(
      `^${name}\\$\\d{1,7}\\$[^$]{1,200}\\$[A-Za-z0-9+/]{20,200}={0,2}(\\$\\d{1,3})?$`,
    ),
    async matches(password, digest) {
      const [, iterations = "1", salt = "", text = ""] = digest.split("$");
      const expected = Buffer.from(text, encoding);
      if (expected.length === 0) return false;
      const count = Math.max(1, Number(iterations));
      return sameBytes(
        await derive(password, readSalt(salt), count, expected.length, hash),
        expected,
      );
    },
  };
}

export function plainSalt(salt: string): Uint8Array {
  return Buffer.from(salt);
}

export function base64Salt(salt: string): Uint8Array {
  return Buffer.from(salt, "base64");
}

/** In hexadecimal; what is not is taken as it stands. */
export function hexSalt(salt: string): Uint8Array {
  return /^([0-9a-f]{2})+$/i.test(salt) ? Buffer.from(salt, "hex") : Buffer.from(salt);
}

// Password digests made elsewhere, taken over with `password_digest` and `password_hasher` so that people keep their
// passwords when they move. The first sign-in replaces them by this service's own.
import { clerkError } from "../errors/clerk-api-error.ts";
import { ARGON2I, ARGON2ID } from "./foreign/argon2-digests.ts";
import { BCRYPT, BCRYPT_SHA256_DJANGO } from "./foreign/bcrypt.ts";
import type { ForeignHasher } from "./foreign/foreign-hasher.ts";
import { base64Salt, hexSalt, pbkdf2Digest, plainSalt } from "./foreign/pbkdf2-digests.ts";
import { PHPASS } from "./foreign/phpass.ts";
import { hexDigest, LDAP_SSHA } from "./foreign/plain-digests.ts";
import { SCRYPT_FIREBASE, SCRYPT_WERKZEUG } from "./foreign/scrypt-digests.ts";

/** By Clerk's names. */
const HASHERS: Readonly<Record<string, ForeignHasher>> = {
  argon2i: ARGON2I,
  argon2id: ARGON2ID,
  bcrypt: BCRYPT,
  bcrypt_sha256_django: BCRYPT_SHA256_DJANGO,
  ldap_ssha: LDAP_SSHA,
  md5: hexDigest("md5"),
  pbkdf2_sha1: pbkdf2Digest("pbkdf2_sha1", { hash: "sha1", encoding: "hex", readSalt: hexSalt }),
  pbkdf2_sha256: pbkdf2Digest("pbkdf2_sha256", {
    hash: "sha256",
    encoding: "base64",
    readSalt: base64Salt,
  }),
  pbkdf2_sha256_django: pbkdf2Digest("pbkdf2_sha256", {
    hash: "sha256",
    encoding: "base64",
    readSalt: plainSalt,
  }),
  pbkdf2_sha512: pbkdf2Digest("pbkdf2_sha512", {
    hash: "sha512",
    encoding: "hex",
    readSalt: plainSalt,
  }),
  pbkdf2_sha512_hex: pbkdf2Digest("pbkdf2_sha512_hex", {
    hash: "sha512",
    encoding: "hex",
    readSalt: hexSalt,
  }),
  phpass: PHPASS,
  scrypt_firebase: SCRYPT_FIREBASE,
  scrypt_werkzeug: SCRYPT_WERKZEUG,
  sha256: hexDigest("sha256"),
};

/** The digest as it is stored: with its hasher before it. @throws ClerkApiError */
export function parseForeignDigest(digest: string, hasher: string): string {
  const known = Object.hasOwn(HASHERS, hasher) ? HASHERS[hasher] : undefined;
  if (known === undefined) {
    throw clerkError("paramValueInvalid", {
      param: "password_hasher",
      values: {
        reason: `${hasher} is not supported. Allowed values: ${Object.keys(HASHERS).join(", ")}`,
      },
    });
  }
  if (!known.form.test(digest)) {
    throw clerkError("passwordDigestInvalid", { param: "password_digest", values: { hasher } });
  }
  return `$foreign$${hasher}$${digest}`;
}

const STORED = /^\$foreign\$([a-z0-9_]+)\$(.+)$/s;

/** Whether a stored digest was made elsewhere. */
export function isForeignDigest(stored: string): boolean {
  return STORED.test(stored);
}

/** Checks a stored foreign digest; undefined when the digest is not one. */
export function matchesForeignDigest(
  password: string,
  stored: string,
): Promise<boolean> | boolean | undefined {
  const [, hasher = "", digest = ""] = STORED.exec(stored) ?? [];
  const known = Object.hasOwn(HASHERS, hasher) ? HASHERS[hasher] : undefined;
  return known?.matches(password, digest);
}

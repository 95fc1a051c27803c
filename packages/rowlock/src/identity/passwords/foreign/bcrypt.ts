// bcrypt, to check digests that were made elsewhere; nothing new is hashed with it.
import { createHash } from "node:crypto";
import { compare } from "bcryptjs";
import type { ForeignHasher } from "./foreign-hasher.ts";

/** `$2b$cost$`, 22 characters of salt and 31 of hash. The old `$2x$` was a fault, and is not taken. */
export const BCRYPT: ForeignHasher = {
  form: /^\$2[aby]\$(0[4-9]|1[0-4])\$[./A-Za-z0-9]{53}$/,
  matches: compare,
};

const DJANGO_PREFIX = "bcrypt_sha256$";

/** As Django exports it, `bcrypt_sha256$$2b$...`: bcrypt of the password's SHA-256 in hexadecimal. */
export const BCRYPT_SHA256_DJANGO: ForeignHasher = {
  form: new RegExp(BCRYPT.form.source.replace("^", String.raw`^bcrypt_sha256\$`)),
  matches: (password, digest) =>
    BCRYPT.matches(
      createHash("sha256").update(password).digest("hex"),
      digest.slice(DJANGO_PREFIX.length),
    ),
};

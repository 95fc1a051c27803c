// Password digests made elsewhere, taken over with `password_digest` and `password_hasher` so that people keep their
// passwords when they move. Each is checked with what Node itself offers; bcrypt and argon2 are not among it.
import { createHash, pbkdf2, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { clerkError } from "../errors/clerk-api-error.ts";

interface ForeignHasher {
  readonly form: RegExp;
  /** Whether a password fits a digest of this form. */
  matches(password: string, digest: string): Promise<boolean>;
}

function hexHasher(algorithm: "sha256" | "md5"): ForeignHasher {
  const length = algorithm === "sha256" ? 64 : 32;
  return {
    form: new RegExp(`^[0-9a-f]{${length}}$`, "i"),
    matches: async (password, digest) =>
      same(createHash(algorithm).update(password).digest(), Buffer.from(digest, "hex")),
  };
}

/** `name$iterations$salt$hash`, the hash in hexadecimal or, as Django writes it, in base64. */
function pbkdf2Hasher(
  name: string,
  options: { readonly digest: string; readonly encoding: "hex" | "base64" },
): ForeignHasher {
  return {
    form: new RegExp(`^${name}\\$\\d{1,7}\\$[^$]+\\$[A-Za-z0-9+/=]+$`),
    async matches(password, digest) {
      const [, iterations = "1", salt = "", hash = ""] = digest.split("$");
      const expected = Buffer.from(hash, options.encoding);
      const derive = promisify(pbkdf2);
      const key = await derive(password, salt, Number(iterations), expected.length, options.digest);
      return same(key, expected);
    },
  };
}

const HASHERS: Readonly<Record<string, ForeignHasher>> = {
  sha256: hexHasher("sha256"),
  md5: hexHasher("md5"),
  pbkdf2_sha256: pbkdf2Hasher("pbkdf2_sha256", { digest: "sha256", encoding: "hex" }),
  pbkdf2_sha1: pbkdf2Hasher("pbkdf2_sha1", { digest: "sha1", encoding: "hex" }),
  pbkdf2_sha256_django: pbkdf2Hasher("pbkdf2_sha256", { digest: "sha256", encoding: "base64" }),
};

function same(given: Buffer, expected: Buffer): boolean {
  return (
    given.length === expected.length && expected.length > 0 && timingSafeEqual(given, expected)
  );
}

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

/** Checks a stored foreign digest; undefined when the digest is not one. */
export function matchesForeignDigest(
  password: string,
  stored: string,
): Promise<boolean> | undefined {
  const [, hasher = "", digest = ""] = /^\$foreign\$([a-z0-9_]+)\$(.+)$/s.exec(stored) ?? [];
  const known = Object.hasOwn(HASHERS, hasher) ? HASHERS[hasher] : undefined;
  return known?.matches(password, digest);
}

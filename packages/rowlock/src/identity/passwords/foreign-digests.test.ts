// Each form is held against digests that other programs have made: libxcrypt, the examples of argon2, Firebase and phpass, and
// Node's primitives put together as Django, Werkzeug and LDAP servers do.
import { createHash, pbkdf2Sync, scryptSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { matchesForeignDigest, parseForeignDigest } from "./foreign-digests.ts";

const PASSWORD = "correct horse";
const SALT = Buffer.from("8b1a9953c4611296", "hex");

function pbkdf2(hash: string, { salt, length }: { salt: string | Buffer; length: number }): Buffer {
  return pbkdf2Sync(PASSWORD, salt, 1000, length, hash);
}

const sha1 = createHash("sha1").update(PASSWORD).update(SALT).digest();

const DIGESTS: readonly [hasher: string, digest: string, password: string][] = [
  [
    "argon2i",
    "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8",
    "password",
  ],
  [
    "argon2id",
    "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    "password",
  ],
  ["bcrypt", "$2b$06$abcdefghijklmnopqrstuud/5IuQmqhVO0kfNEbHJM.fJkPiliBzC", PASSWORD],
  ["bcrypt", "$2a$06$abcdefghijklmnopqrstuud/5IuQmqhVO0kfNEbHJM.fJkPiliBzC", PASSWORD],
  ["bcrypt", "$2b$05$abcdefghijklmnopqrstuuQNr.NUko7cjRuTOhPz.WP0eA4f4.Xuq", "p\u00e4ss"],
  ["bcrypt", "$2y$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i", "x".repeat(100)],
  ["bcrypt", "$2b$04$abcdefghijklmnopqrstuubyCG3zY1GIXMyxfivm.ClDiInHzxjiq", ""],
  [
    "bcrypt_sha256_django",
    "bcrypt_sha256$$2b$04$abcdefghijklmnopqrstuuIvyWZlBcE3WoQXKqRnwrLYJ6nenE0Bq",
    PASSWORD,
  ],
  ["phpass", "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0", "test12345"],
  [
    "scrypt_firebase",
    "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==$42xEC+ixf3L2lw==$jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$Bw==$8$14",
    "user1password",
  ],
  [
    "scrypt_werkzeug",
    `scrypt:1024:8:1$saltsalt$${scryptSync(PASSWORD, "saltsalt", 64, { N: 1024, r: 8, p: 1 }).toString("hex")}`,
    PASSWORD,
  ],
  ["ldap_ssha", `{SSHA}${Buffer.concat([sha1, SALT]).toString("base64")}`, PASSWORD],
  ["md5", createHash("md5").update(PASSWORD).digest("hex"), PASSWORD],
  ["sha256", createHash("sha256").update(PASSWORD).digest("hex"), PASSWORD],
  [
    "pbkdf2_sha256",
    `pbkdf2_sha256$1000$${SALT.toString("base64")}$${pbkdf2("sha256", { salt: SALT, length: 32 }).toString("base64")}`,
    PASSWORD,
  ],
  [
    "pbkdf2_sha256_django",
    `pbkdf2_sha256$1000$salt$${pbkdf2("sha256", { salt: "salt", length: 32 }).toString("base64")}`,
    PASSWORD,
  ],
  [
    "pbkdf2_sha1",
    `pbkdf2_sha1$1000$${SALT.toString("hex")}$${pbkdf2("sha1", { salt: SALT, length: 20 }).toString("hex")}`,
    PASSWORD,
  ],
  [
    "pbkdf2_sha1",
    `pbkdf2_sha1$1000$salt$${pbkdf2("sha1", { salt: "salt", length: 32 }).toString("hex")}$32`,
    PASSWORD,
  ],
  [
    "pbkdf2_sha512",
    `pbkdf2_sha512$1000$salt$${pbkdf2("sha512", { salt: "salt", length: 64 }).toString("hex")}`,
    PASSWORD,
  ],
  [
    "pbkdf2_sha512_hex",
    `pbkdf2_sha512_hex$1000$${SALT.toString("hex")}$${pbkdf2("sha512", { salt: SALT, length: 64 }).toString("hex")}`,
    PASSWORD,
  ],
];

describe("a foreign digest", () => {
  test.each(DIGESTS)(
    "of %s lets its own password in, and no other",
    async (hasher, digest, own) => {
      const stored = parseForeignDigest(digest, hasher);
      expect(await matchesForeignDigest(own, stored)).toBe(true);
      expect(await matchesForeignDigest(`${own}.`.slice(-80), stored)).toBe(own.length > 72);
      expect(await matchesForeignDigest(`.${own}`, stored)).toBe(false);
    },
  );

  test.each([
    ["bcrypt", "$2b$31$abcdefghijklmnopqrstuud/5IuQmqhVO0kfNEbHJM.fJkPiliBzC"],
    ["bcrypt", "$2x$06$abcdefghijklmnopqrstuud/5IuQmqhVO0kfNEbHJM.fJkPiliBzC"],
    ["bcrypt", "$2b$06$abcdefghijklmnopqrstuu"],
    ["argon2id", "$argon2id$v=19$m=999999,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu"],
    ["argon2i", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu"],
    ["phpass", "$P$zIQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0"],
    ["pbkdf2_sha256", "pbkdf2_sha256$99999999$c2FsdA==$aGFzaGhhc2hoYXNoaGFzaA=="],
    ["scrypt_werkzeug", "scrypt:1024:8:1$salt$"],
    ["sha256", "abc"],
  ])("of %s that is malformed, or would cost too much, is refused", (hasher, digest) => {
    expect(() => parseForeignDigest(digest, hasher)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/password_digest/) }),
    );
  });

  test.each(["argon2d", "awscognito", "constructor"])("of %s is not offered", (hasher) => {
    expect(() => parseForeignDigest("x", hasher)).toThrow(
      /not supported.*Allowed values: argon2i, /,
    );
  });

  test.each([
    ["scrypt_werkzeug", `scrypt:1000:8:1$salt$${"ab".repeat(32)}`],
    ["argon2id", "$argon2id$v=19$m=1,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu"],
  ])("of %s whose parameters no function takes fits nothing", async (hasher, digest) => {
    const stored = parseForeignDigest(digest, hasher);
    expect(await matchesForeignDigest(PASSWORD, stored)).toBe(false);
  });
});

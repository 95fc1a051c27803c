import { createSecretKey, generateKeyPairSync, randomBytes } from "node:crypto";
import { calculateJwkThumbprint, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import {
  generateOpaqueKey,
  generateProjectSecret,
  isWholeOpaqueKey,
  LEAST_SECRET_BYTES,
  opaqueKeyKind,
  signApiKey,
} from "./api-keys.ts";
import { generateInstanceKey, loadInstanceKey, loadPublicInstanceKey } from "./instance-key.ts";

const random = (size: number) => randomBytes(size);

describe("loadInstanceKey()", () => {
  test("names the key by its thumbprint and gives the public half only", async () => {
    const pem = await generateInstanceKey();
    const key = loadInstanceKey(pem);
    expect(key.kid).toBe(await calculateJwkThumbprint({ ...key.jwk }));
    expect(loadInstanceKey(pem).kid).toBe(key.kid);
    expect(key.publicPem).toMatch(/^-----BEGIN PUBLIC KEY-----/);
    expect(Object.keys(key.jwk).sort()).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
    expect(key.privateKey.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 });
  });

  test("the public half alone is the same key, without what signs", async () => {
    const { privateKey: _signs, ...half } = loadInstanceKey(await generateInstanceKey());
    const kept = loadPublicInstanceKey(half.publicPem);
    expect({ ...kept, publicKey: undefined }).toEqual({ ...half, publicKey: undefined });
    expect(kept.publicKey.equals(half.publicKey)).toBe(true);
  });

  test("refuses what is no RSA key, and does not quote it", () => {
    const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    for (const pem of [
      "nonsense in place of a private key, long enough",
      ec.export({ type: "pkcs8", format: "pem" }).toString(),
    ]) {
      expect(() => loadInstanceKey(pem)).toThrow(
        expect.objectContaining({
          code: "TOKEN_KEY_INVALID",
          message: expect.not.stringContaining(pem.slice(30)),
        }),
      );
    }
  });
});

describe("the project's keys", () => {
  test("a secret is long enough, and never the same twice", () => {
    const secret = generateProjectSecret(random);
    expect(Buffer.byteLength(secret)).toBeGreaterThanOrEqual(LEAST_SECRET_BYTES);
    expect(generateProjectSecret(random)).not.toBe(secret);
  });

  test("an API key is a JWT of the project's secret with Rowlock's issuer", async () => {
    const projectSecret = generateProjectSecret(random);
    const key = await signApiKey({ projectSecret, role: "anon", issuedAt: 1_700_000_000 });
    const { payload } = await jwtVerify(key, createSecretKey(projectSecret, "utf8"));
    expect(payload).toEqual({
      iss: "rowlock",
      role: "anon",
      iat: 1_700_000_000,
      exp: 2_015_360_000,
    });
    expect(await signApiKey({ projectSecret, role: "anon", issuedAt: 1_700_000_000 })).toBe(key);
  });

  test("an opaque key has hosted's form, and a checksum that finds each wrong letter", () => {
    const key = generateOpaqueKey("secret", random);
    expect(key).toMatch(/^sb_secret_[\w-]{22}_[\w-]{8}$/);
    expect(opaqueKeyKind(key)).toBe("secret");
    expect(opaqueKeyKind(generateOpaqueKey("publishable", random))).toBe("publishable");
    expect(opaqueKeyKind("eyJhbGciOi")).toBeUndefined();
    expect(isWholeOpaqueKey(key)).toBe(true);
    for (const wrong of [key.slice(0, -1), `${key}x`, key.replace("secret", "publishable"), ""]) {
      expect(isWholeOpaqueKey(wrong)).toBe(false);
    }
    for (let index = 10; index < key.length; index += 1) {
      const other = key[index] === "x" ? "y" : "x";
      expect(isWholeOpaqueKey(key.slice(0, index) + other + key.slice(index + 1))).toBe(false);
    }
  });
});

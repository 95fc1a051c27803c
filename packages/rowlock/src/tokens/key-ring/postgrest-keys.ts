// Keys as PostgREST takes them: one `jwt-secret`, which is plain text, a JWK or a JWKS. Any issuer and any role; the
// database decides. A key without an algorithm of its own serves those of its type, so HS and RS can't be confused.
import { createPublicKey, createSecretKey, type KeyObject } from "node:crypto";
import { rowlockError } from "../../errors/registry.ts";
import type { RowlockError } from "../../errors/rowlock-error.ts";
import { type Algorithm, algorithmsOf, isAlgorithm } from "../algorithm.ts";
import { LEAST_SECRET_BYTES } from "../keys/api-keys.ts";
import type { KeyFinder } from "./key-finder.ts";

interface SecretKey {
  readonly key: KeyObject;
  readonly kid: string | undefined;
  readonly algorithms: readonly Algorithm[];
}

/**
 * Reads a `jwt-secret`; undefined: no key, every token is answered with "Server lacks JWT secret".
 * @throws RowlockError TOKEN_KEY_INVALID, which never quotes it
 */
export function createPostgrestKeys(secret: Uint8Array | string | undefined): KeyFinder {
  const keys = secret === undefined ? [] : parseSecret(Buffer.from(secret));
  return {
    generation: 0,
    isEmpty: keys.length === 0,
    find({ algorithm, kid }) {
      return keys
        .filter((key) => key.algorithms.includes(algorithm))
        .filter((key) => kid === undefined || kid === key.kid)
        .map(({ key }) => ({
          name: "the JWT secret",
          key,
          roles: { kind: "any" },
          kinds: "any",
          validUntil: Number.POSITIVE_INFINITY,
        }));
    },
    describe({ algorithm, kid }) {
      return kid === undefined
        ? `No key verifies ${algorithm} here`
        : `No ${algorithm} key has the token's kid here`;
    },
  };
}

/** Decodes a `jwt-secret` that is in base64, of either alphabet, padded or not. @throws RowlockError TOKEN_KEY_INVALID */
export function decodeBase64Secret(text: string): Uint8Array {
  const cleaned = text.trim().replace(/[=.]+$/, "");
  if (/^[A-Za-z0-9+/_-]*$/.test(cleaned) && cleaned.length % 4 !== 1) {
    return Buffer.from(cleaned, "base64url");
  }
  throw invalid("The JWT secret is not base64");
}

function parseSecret(secret: Buffer): readonly SecretKey[] {
  const json = parseJson(secret.toString("utf8"));
  if (json !== undefined && Array.isArray(json.keys)) return json.keys.flatMap(readJwk);
  if (json !== undefined && json.kty !== undefined) return readJwk(json);
  if (secret.length < LEAST_SECRET_BYTES) {
    throw invalid(`The JWT secret must be at least ${LEAST_SECRET_BYTES} characters long`);
  }
  return [{ key: createSecretKey(secret), kid: undefined, algorithms: ["HS256"] }];
}

function readJwk(jwk: Record<string, unknown>): readonly SecretKey[] {
  const { kty, k, kid, alg, use } = jwk;
  if (use === "enc") return [];
  const key = kty === "oct" && typeof k === "string" ? symmetricKey(k) : publicKey(jwk);
  const algorithms = algorithmsOf(key).filter((name) =>
    alg === undefined ? !name.startsWith("PS") : isAlgorithm(alg) && name === alg,
  );
  return [{ key, kid: typeof kid === "string" ? kid : undefined, algorithms }];
}

function symmetricKey(k: string): KeyObject {
  const bytes = Buffer.from(k, "base64url");
  if (bytes.length >= LEAST_SECRET_BYTES) return createSecretKey(bytes);
  throw invalid(`The symmetric JWK is shorter than ${LEAST_SECRET_BYTES} bytes`);
}

function publicKey(jwk: Record<string, unknown>): KeyObject {
  try {
    return createPublicKey({ key: jwk, format: "jwk" });
  } catch {
    throw invalid("The JWT secret holds a JWK that can't be read");
  }
}

function parseJson(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function invalid(message: string): RowlockError {
  return rowlockError("TOKEN_KEY_INVALID", { message });
}

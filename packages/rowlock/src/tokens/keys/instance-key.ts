// The key with which an instance of the identity service signs: RSA with 2048 bits, because Clerk's SDKs take no other
// as `jwtKey`. Its kid is its thumbprint, so a new key never comes under an old name. The caller keeps the PEM.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
} from "node:crypto";
import { promisify } from "node:util";
import { rowlockError } from "../../errors/registry.ts";
import type { RowlockError } from "../../errors/rowlock-error.ts";

/** The half that verifies: all that is kept of a key that signs no more. */
export interface PublicInstanceKey {
  /** The RFC 7638 thumbprint of the public key. */
  readonly kid: string;
  readonly publicKey: KeyObject;
  /** SPKI, as `jwtKey` of Clerk's SDKs takes it. */
  readonly publicPem: string;
  readonly jwk: PublicJwk;
}

export interface InstanceKey extends PublicInstanceKey {
  readonly privateKey: KeyObject;
}

export interface PublicJwk {
  readonly use: "sig";
  readonly kty: "RSA";
  readonly kid: string;
  readonly alg: "RS256";
  readonly n: string;
  readonly e: string;
}

/** Makes a new key. The answer is its private PEM (PKCS8), to be kept where only its owner reads. */
export async function generateInstanceKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

/** Reads a key that `generateInstanceKey` made. @throws RowlockError TOKEN_KEY_INVALID, which never quotes it */
export function loadInstanceKey(pem: string): InstanceKey {
  const privateKey = readKey(pem, createPrivateKey);
  return Object.freeze({ privateKey, ...publicHalf(createPublicKey(privateKey)) });
}

/** Reads the `publicPem` of a key that signs no more. @throws RowlockError TOKEN_KEY_INVALID */
export function loadPublicInstanceKey(publicPem: string): PublicInstanceKey {
  return Object.freeze(publicHalf(readKey(publicPem, createPublicKey)));
}

function publicHalf(publicKey: KeyObject): PublicInstanceKey {
  const { n, e } = publicKey.export({ format: "jwk" });
  if (publicKey.asymmetricKeyType !== "rsa" || n === undefined || e === undefined) {
    throw invalidKey();
  }
  const kid = createHash("sha256")
    .update(JSON.stringify({ e, kty: "RSA", n }))
    .digest("base64url");
  return {
    kid,
    publicKey,
    publicPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
    jwk: Object.freeze({ use: "sig", kty: "RSA", kid, alg: "RS256", n, e } as const),
  };
}

function readKey(pem: string, read: (pem: string) => KeyObject): KeyObject {
  try {
    return read(pem);
  } catch {
    throw invalidKey();
  }
}

function invalidKey(): RowlockError {
  return rowlockError("TOKEN_KEY_INVALID", {
    message: "The instance's signing key is not an RSA key in PEM",
    hint: "Restore the file of keys from a copy, or remove it to have new keys made; sessions then end",
  });
}

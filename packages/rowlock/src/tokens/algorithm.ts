// The signature algorithms that Rowlock knows, and which of them a key can serve.
// A key's own type decides this, so an RSA key can never check an HMAC, whatever a token's header says.
import type { KeyObject } from "node:crypto";

const ALGORITHMS = [
  "HS256",
  "HS384",
  "HS512",
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
] as const;

/** A JWS algorithm (RFC 7518 section 3.1, RFC 8037). `none` is not among them. */
export type Algorithm = (typeof ALGORITHMS)[number];

const CURVES: Readonly<Record<string, Algorithm>> = {
  prime256v1: "ES256",
  secp384r1: "ES384",
  secp521r1: "ES512",
};

export function isAlgorithm(value: unknown): value is Algorithm {
  return ALGORITHMS.some((algorithm) => algorithm === value);
}

/** The algorithms that a key of this type and curve can serve; none when Rowlock knows no use for it. */
export function algorithmsOf(key: KeyObject): readonly Algorithm[] {
  if (key.type === "secret") return ["HS256", "HS384", "HS512"];
  switch (key.asymmetricKeyType) {
    case "rsa":
      return ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];
    case "ec": {
      const algorithm = CURVES[key.asymmetricKeyDetails?.namedCurve ?? ""];
      return algorithm === undefined ? [] : [algorithm];
    }
    case "ed25519":
      return ["EdDSA"];
    default:
      return [];
  }
}

// What a template's tokens are signed with: the instance's key, the project's JWT secret (following its rotation), or
// a key of its own, which is an HMAC secret as plain text or a private key in PEM. No key is ever quoted.
import { createPrivateKey, createSecretKey, type KeyObject } from "node:crypto";
import { type Algorithm, algorithmsOf } from "../algorithm.ts";
import { LEAST_SECRET_BYTES } from "../keys/api-keys.ts";
import { TemplateError } from "./template-error.ts";

export type TemplateSigning =
  | { readonly kind: "instance"; readonly algorithm: "RS256" }
  | { readonly kind: "project"; readonly algorithm: "HS256" }
  | { readonly kind: "custom"; readonly algorithm: Algorithm; readonly key: KeyObject };

/** What Clerk's template editor offers for a signing key of one's own. */
const TEMPLATE_ALGORITHMS = [
  "HS256",
  "HS384",
  "HS512",
  "RS256",
  "RS384",
  "RS512",
  "ES256",
  "ES384",
  "ES512",
] as const satisfies readonly Algorithm[];

const LEAST_RSA_BITS = 2048;

/** Reads the two fields that say how to sign. @throws TemplateError TEMPLATE_SIGNING_KEY */
export function parseSigning(
  key: string | null | undefined,
  algorithm: string | null | undefined,
): TemplateSigning {
  if (key === undefined || key === null) {
    if ((algorithm ?? "RS256") === "RS256") return { kind: "instance", algorithm: "RS256" };
    throw refuse(
      "signing_algorithm",
      "Without a signing key of its own a template is signed with RS256",
    );
  }
  if (key === "project") {
    if ((algorithm ?? "HS256") === "HS256") return { kind: "project", algorithm: "HS256" };
    throw refuse("signing_algorithm", "The project's JWT secret signs with HS256");
  }
  const known = TEMPLATE_ALGORITHMS.find((name) => name === algorithm);
  if (known !== undefined) return { kind: "custom", algorithm: known, key: parseKey(key, known) };
  throw refuse(
    "signing_algorithm",
    `A signing key needs one of the algorithms ${TEMPLATE_ALGORITHMS.join(", ")}`,
  );
}

function parseKey(text: string, algorithm: Algorithm): KeyObject {
  if (algorithm.startsWith("HS")) {
    if (Buffer.byteLength(text) >= LEAST_SECRET_BYTES) return createSecretKey(text, "utf8");
    throw refuse("signing_key", `The signing key is shorter than ${LEAST_SECRET_BYTES} bytes`);
  }
  const key = readPrivateKey(text);
  if (!algorithmsOf(key).includes(algorithm)) {
    throw refuse("signing_key", `The signing key does not fit ${algorithm}`);
  }
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (bits !== undefined && bits < LEAST_RSA_BITS) {
    throw refuse("signing_key", `The signing key has fewer than ${LEAST_RSA_BITS} bits`);
  }
  return key;
}

function readPrivateKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw refuse("signing_key", "The signing key is not a private key in PEM");
  }
}

function refuse(field: "signing_algorithm" | "signing_key", message: string): TemplateError {
  return new TemplateError("TEMPLATE_SIGNING_KEY", { message, field });
}

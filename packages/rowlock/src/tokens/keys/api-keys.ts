// The project's own keys, as a hosted Supabase project has them: the JWT secret, the anon and service_role keys signed
// with it, and the newer opaque keys that stand for the same two roles. The caller keeps them.
import { createHash, createSecretKey } from "node:crypto";
import { type RandomBytes, signToken } from "../sign/sign-token.ts";

/** The issuer of Rowlock's own API keys; the only one under which the project's secret gives service_role. */
export const ROWLOCK_ISSUER = "rowlock";

/** The least length of an HMAC secret, in bytes (RFC 7518 section 3.2; PostgREST asks for the same). */
export const LEAST_SECRET_BYTES = 32;

const TEN_YEARS = 10 * 365 * 24 * 60 * 60;

export type OpaqueKeyKind = "publishable" | "secret";

/** A new JWT secret: 48 random bytes as text. */
export function generateProjectSecret(random: RandomBytes): string {
  return Buffer.from(random(48)).toString("base64url");
}

export interface SignApiKeyOptions {
  readonly projectSecret: string;
  readonly role: "anon" | "service_role";
  /** Unix seconds; the same moment gives the same key. */
  readonly issuedAt: number;
}

/** Signs an API key: a JWT with the role, good for ten years. */
export function signApiKey({ projectSecret, role, issuedAt }: SignApiKeyOptions): Promise<string> {
  return signToken({
    signingKey: { algorithm: "HS256", key: createSecretKey(projectSecret, "utf8") },
    claims: { iss: ROWLOCK_ISSUER, role, iat: issuedAt, exp: issuedAt + TEN_YEARS },
  });
}

/** A new opaque key: `sb_publishable_` or `sb_secret_`, a random part, and a checksum that tells a typing mistake. */
export function generateOpaqueKey(kind: OpaqueKeyKind, random: RandomBytes): string {
  const body = `sb_${kind}_${Buffer.from(random(16)).toString("base64url")}`;
  return `${body}_${checksum(body)}`;
}

/** What kind of opaque key a text looks like; undefined when it is none. Says nothing about whose key it is. */
export function opaqueKeyKind(text: string): OpaqueKeyKind | undefined {
  if (text.startsWith("sb_publishable_")) return "publishable";
  return text.startsWith("sb_secret_") ? "secret" : undefined;
}

/** Whether an opaque key is whole: its checksum fits. */
export function isWholeOpaqueKey(text: string): boolean {
  const cut = text.length - 9;
  return (
    opaqueKeyKind(text) !== undefined && text.slice(cut) === `_${checksum(text.slice(0, cut))}`
  );
}

function checksum(body: string): string {
  return createHash("sha256").update(body).digest("base64url").slice(0, 8);
}

// What a verified bearer token says: the shape that verification gives and the Data API acts on.

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

export interface JsonObject {
  readonly [key: string]: JsonValue;
}

export interface VerifiedToken {
  /** The database role that the token's key may give, and the token asks for. */
  readonly role: string;
  readonly claims: JsonObject;
  /** The claims as JSON text, as they go into `request.jwt.claims`: `role` is always among them. */
  readonly claimsText: string;
}

/** Who asks without a token: the anon role, and no other claim (PostgREST sets `{"role":"anon"}` too). */
export function anonymousToken(role: string): VerifiedToken {
  const claims = { role };
  return Object.freeze({ role, claims, claimsText: JSON.stringify(claims) });
}

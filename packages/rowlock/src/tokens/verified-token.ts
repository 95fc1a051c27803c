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
  /** The claims as JSON text, as they go into `request.jwt.claims`. */
  readonly claimsText: string;
}

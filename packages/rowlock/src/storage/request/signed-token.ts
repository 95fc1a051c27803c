// The token of a signed URL, from its query.
import { failure } from "../errors.ts";

/** @throws StorageError when there is none */
export function requireSignedToken(query: URLSearchParams): string {
  const token = query.get("token");
  if (token === null) throw failure("schema", "querystring must have required property 'token'");
  return token;
}

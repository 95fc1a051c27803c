// Metadata: JSON objects of a bounded size, replaced whole or merged field by field.

import type { JsonObject, JsonValue } from "../../tokens/verified-token.ts";
import { clerkError } from "../errors/clerk-api-error.ts";

export const METADATA_LIMIT_BYTES = 8 * 1024;

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Merges a patch into metadata (RFC 7396): objects deeply, null removes a field. */
export function mergeMetadata(base: JsonObject, patch: JsonObject): JsonObject {
  const merged = new Map<string, JsonValue>(Object.entries(base));
  for (const [name, value] of Object.entries(patch)) {
    const known = merged.get(name);
    if (value === null) merged.delete(name);
    else
      merged.set(
        name,
        isObject(value) ? mergeMetadata(isObject(known) ? known : {}, value) : value,
      );
  }
  return Object.fromEntries(merged);
}

/** @throws ClerkApiError form_param_exceeds_allowed_size */
export function requireSmallMetadata(metadata: JsonObject, param: string): JsonObject {
  if (Buffer.byteLength(JSON.stringify(metadata)) <= METADATA_LIMIT_BYTES) return metadata;
  throw clerkError("paramTooLarge", { param, values: { limit: METADATA_LIMIT_BYTES } });
}

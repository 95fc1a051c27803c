import type { JsonObject, JsonValue } from "../../tokens/verified-token.ts";

export function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

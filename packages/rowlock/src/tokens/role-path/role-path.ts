// Where the role stands in a token's claims: PostgREST's `jwt-role-claim-key`, in its syntax of today and the older one.
import { rowlockError } from "../../errors/registry.ts";
import { TextSyntaxError } from "../text-scanner.ts";
import type { JsonObject, JsonValue } from "../verified-token.ts";
import { evaluateJsonPath } from "./evaluate-json-path.ts";
import { parseJsonPath } from "./json-path.ts";
import { parseLegacyPath } from "./legacy-path.ts";

/** Gives what a token asks for as its role; undefined when it names none. */
export type RolePath = (claims: JsonObject) => JsonValue | undefined;

/** Parses a path such as `$.role` or `$.app['roles'][0]`. @throws RowlockError ROLE_PATH_INVALID */
export function parseRolePath(text: string): RolePath {
  try {
    if (!text.startsWith("$")) return parseLegacyPath(text);
    if (text === "$.role")
      return (claims) => (Object.hasOwn(claims, "role") ? claims.role : undefined);
    const path = parseJsonPath(text);
    return (claims) => evaluateJsonPath(path, claims)[0];
  } catch (error) {
    if (!(error instanceof TextSyntaxError)) throw error;
    throw rowlockError("ROLE_PATH_INVALID", {
      message: `failed to parse role-claim-key value (${text}): ${error.message}`,
      hint: "Write a JSONPath such as $.role or $.app['roles'][0]",
    });
  }
}

/** Whether a path is in the older syntax, which PostgREST warns of. */
export function isLegacyRolePath(text: string): boolean {
  return !text.startsWith("$");
}

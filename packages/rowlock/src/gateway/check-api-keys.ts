// Refuses API keys that are not this project's, and secret keys that a browser sends, in the form in which hosted
// Supabase refuses them. Runs before the Data API; no key is ever quoted.
import type { RequestHeaders } from "../http/request-headers.ts";
import { isWholeOpaqueKey, opaqueKeyKind } from "../tokens/keys/api-keys.ts";
import { readBearerToken } from "../tokens/verify/bearer-token.ts";
import type { ApiKeyTable } from "./api-key-table.ts";

/** The refusal, or undefined when the keys of a request are fine. */
export function checkApiKeys(headers: RequestHeaders, apiKeys: ApiKeyTable): Response | undefined {
  const bearer = readBearerToken(headers.get("authorization"));
  const inAuthorization =
    bearer !== undefined && opaqueKeyKind(bearer) !== undefined ? [bearer] : [];
  const apikey = headers.get("apikey");
  for (const key of apikey === undefined ? inAuthorization : [apikey, ...inAuthorization]) {
    if (apiKeys.find(key) === undefined) return refuse("Invalid API key", invalidHint(key));
    if (opaqueKeyKind(key) === "secret" && comesFromBrowser(headers)) {
      return refuse(
        "Forbidden use of secret API key in browser",
        "A secret key belongs on a server. Whoever opened this page has it now: rotate it",
      );
    }
  }
  return undefined;
}

function invalidHint(key: string): string {
  if (opaqueKeyKind(key) !== undefined && !isWholeOpaqueKey(key)) {
    return "The key is cut off or mistyped: its checksum does not fit";
  }
  if (key === "undefined" || key === "null" || key === "") {
    return `The apikey header says "${key}": the app's environment variable is not set`;
  }
  return "Double check the anon or service_role key: `rowlock env` prints those of this project";
}

/** Browsers name themselves and say where a request comes from; node's fetch does neither. */
function comesFromBrowser(headers: RequestHeaders): boolean {
  return (
    (headers.get("user-agent") ?? "").startsWith("Mozilla/") ||
    headers.has("origin") ||
    headers.has("sec-fetch-site")
  );
}

function refuse(message: string, hint: string): Response {
  return new Response(JSON.stringify({ message, hint }), {
    status: 401,
    headers: { "content-type": "application/json; charset=utf-8" },
  });
}

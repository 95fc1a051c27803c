// Cross-origin requests, as PostgREST answers them: any origin, or those of the settings with credentials.
import type { HttpRequest } from "./request/request-head.ts";
import type { HeaderPairs } from "./respond/database-headers.ts";

const METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS", "HEAD"];
const SIMPLE_HEADERS = ["Accept", "Accept-Language", "Content-Language"];
const EXPOSED_HEADERS = [
  "Content-Encoding",
  "Content-Location",
  "Content-Range",
  "Content-Type",
  "Date",
  "Location",
  "Server",
  "Transfer-Encoding",
  "Range-Unit",
];
const MAX_AGE_SECONDS = 24 * 60 * 60;

export interface CorsAnswer {
  readonly headers: HeaderPairs;
  /** Whether the request only asks if another would be allowed. */
  readonly preflight: boolean;
}

/** What to add to an answer; nothing for a request without an origin, or from one that is not allowed. */
export function answerCors(
  { method, headers }: Pick<HttpRequest, "method" | "headers">,
  allowedOrigins: readonly string[],
): CorsAnswer {
  const origin = headers.get("origin");
  if (origin === undefined) return NONE;
  const allowed = allowOrigin(origin, allowedOrigins);
  if (allowed === undefined) return NONE;
  if (method !== "OPTIONS") {
    const exposed = ["access-control-expose-headers", EXPOSED_HEADERS.join(", ")] as const;
    return { headers: [...allowed, exposed], preflight: false };
  }
  const wanted = headers.get("access-control-request-method");
  if (wanted === undefined || !METHODS.includes(wanted)) return NONE;
  const asked = (headers.get("access-control-request-headers") ?? "").split(",");
  const named = asked.map((name) => name.trim()).filter((name) => name !== "");
  const allowedHeaders = new Map(
    ["Authorization", ...named, ...SIMPLE_HEADERS].map((name) => [name.toLowerCase(), name]),
  );
  return {
    headers: [
      ...allowed,
      ["access-control-allow-methods", METHODS.join(", ")],
      ["access-control-allow-headers", [...allowedHeaders.values()].join(", ")],
      ["access-control-max-age", String(MAX_AGE_SECONDS)],
    ],
    preflight: true,
  };
}

const NONE: CorsAnswer = { headers: [], preflight: false };

function allowOrigin(origin: string, allowed: readonly string[]): HeaderPairs | undefined {
  if (allowed.length === 0) return [["access-control-allow-origin", "*"]];
  if (!allowed.includes(origin)) return undefined;
  return [
    ["access-control-allow-origin", origin],
    ["access-control-allow-credentials", "true"],
  ];
}

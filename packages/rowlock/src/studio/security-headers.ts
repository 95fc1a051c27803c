// Headers on everything that Studio answers: no framing, no foreign script, no inline script, no call elsewhere than to
// Studio itself and, by socket, to the project's own API.
import type { MiddlewareHandler } from "hono";

/** The one place that pages open a socket to: the API's own, where Realtime answers. */
const policyFor = (api: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    // CodeMirror and Radix write styles from scripts; no style can run anything.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ${realtimeOrigin(api)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

const HEADERS: Readonly<Record<string, string>> = {
  "x-frame-options": "DENY",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
};

/** @param api the Project URL */
export function securityHeaders(api: string): MiddlewareHandler {
  const headers = { ...HEADERS, "content-security-policy": policyFor(api) };
  return async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(headers)) context.header(name, value);
  };
}

/** `ws://HOST:PORT` of an address. */
export function realtimeOrigin(api: string): string {
  return new URL(api).origin.replace(/^http/, "ws");
}

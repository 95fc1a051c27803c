// The account portal: sign-in, sign-up and account pages at the service's own address, for an app that has none of its
// own, as Clerk hosts them for such an app. Answered under the service's own host name only, so that a proxy in front
// of the Frontend API brings no HTML into an app's origin.
import type { Context, Hono } from "hono";
import type { Instance } from "../instance.ts";
import { placeOf } from "../own-address.ts";
import {
  PORTAL_SCRIPT,
  PORTAL_SCRIPT_PATH,
  PORTAL_STYLE,
  PORTAL_STYLE_PATH,
  portalPage,
} from "./portal-files.ts";

const PAGES = ["sign-in", "sign-up", "user", "organization", "create-organization", "waitlist"];

export function portalRoutes(app: Hono, instance: Instance): void {
  for (const page of PAGES) {
    app.get(`/${page}`, (context) => answer(context, instance));
    app.get(`/${page}/*`, (context) => answer(context, instance));
  }
  app.get(PORTAL_SCRIPT_PATH, (context) => file(context, PORTAL_SCRIPT, "text/javascript"));
  app.get(PORTAL_STYLE_PATH, (context) => file(context, PORTAL_STYLE, "text/css"));
}

function answer(context: Context, { addresses, allowedOrigins }: Instance) {
  const place = placeOf(context.req.raw, addresses);
  if (place === "foreign") return context.notFound();
  if (place !== "own") return context.redirect(place.instead, 307);
  const page = portalPage({
    url: addresses.app,
    publishableKey: addresses.publishableKey,
    allowedOrigins: allowedOrigins(),
  });
  return context.html(page, 200, {
    "Cache-Control": "no-store",
    "Content-Security-Policy": contentSecurityPolicy(addresses.app),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
  });
}

/** Nothing but the service itself, whatever address the page is looked at under. */
function contentSecurityPolicy(service: string): string {
  return [
    "default-src 'none'",
    `script-src ${service}`,
    `connect-src ${service}`,
    `img-src ${service} data: blob:`,
    // Clerk's components write their styles into the page, and keep the token young from a worker.
    `style-src ${service} 'unsafe-inline'`,
    "worker-src blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function file(context: Context, content: string, type: string) {
  return context.body(content, 200, {
    "Cache-Control": "no-cache",
    "Content-Type": `${type}; charset=utf-8`,
    "X-Content-Type-Options": "nosniff",
  });
}

// /v1/environment and the few endpoints that a browser asks before it is anybody.

import type { Context } from "hono";
import { parse } from "hono/utils/cookie";
import type { Addresses } from "../addresses.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import { interstitialGone } from "../errors/interstitial-gone.ts";
import { DEV_BROWSER_COOKIE, newDevBrowser } from "../handshake/dev-browser.ts";
import { setCookie, YEAR_SECONDS } from "../handshake/directives.ts";
import { environmentJson } from "../resources/environment.ts";
import type { FrontendApp, FrontendEnvironment } from "./routes.ts";

export function environmentRoutes(app: FrontendApp): void {
  app.on(["GET", "PATCH"], "/v1/environment", (context) => {
    const { instance, native } = context.get("call");
    // An app without Clerk's middleware makes no handshake; this is where its browser gets the marker from.
    if (!native && !instance.addresses.production) setDevBrowser(context);
    return context.json(environmentJson({ ...instance, settings: instance.settings.current() }));
  });
  app.post("/v1/dev_browser", (context) =>
    context.json({ id: newDevBrowser(context.get("call").instance.random) }),
  );
  // How older SDKs got the marker, in a frame of another site or as a cookie of its own.
  app.get("/v1/dev_browser/init", (context) => giveDevBrowser(context));
  app.post("/v1/dev_browser/set_first_party_cookie", (context) => giveDevBrowser(context));
  // The address that an email link would have. Codes are sent instead, so no such token is ever given out.
  app.get("/v1/verify", (context) => {
    context.get("call").query.requireText("token");
    throw clerkError("paramValueDisabled", { param: "token", values: { value: "email_link" } });
  });
  app.get("/v1/public/interstitial", () => {
    throw interstitialGone();
  });
  app.get("/v1/health", (context) => context.json({ status: "healthy" }));
  app.get("/v1/proxy-health", (context) => context.json({ status: "healthy" }));
}

/** Gives the browser the marker, unless it has one. */
function setDevBrowser(context: Context<FrontendEnvironment>): void {
  const { addresses, random } = context.get("call").instance;
  const marker = devBrowserCookie(addresses);
  if (parse(context.req.header("cookie") ?? "", marker)[marker] !== undefined) return;
  const options = { maxAge: YEAR_SECONDS };
  context.header("Set-Cookie", setCookie(marker, newDevBrowser(random), options));
}

/** @throws ClerkApiError feature_not_enabled in production */
function giveDevBrowser(context: Context<FrontendEnvironment>): Response {
  if (context.get("call").instance.addresses.production) {
    throw clerkError("featureNotOffered", { values: { feature: "The development browser" } });
  }
  setDevBrowser(context);
  return context.body(null, 200);
}

/** The suffixed one alone: cookies of localhost are shared by all its ports, and other projects have their own. */
function devBrowserCookie({ cookieSuffix }: Addresses): string {
  return `${DEV_BROWSER_COOKIE}_${cookieSuffix}`;
}

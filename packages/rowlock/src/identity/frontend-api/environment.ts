// /v1/environment and the few endpoints that a browser asks before it is anybody.

import { parse } from "hono/utils/cookie";
import type { Addresses } from "../addresses.ts";
import { DEV_BROWSER_COOKIE, newDevBrowser } from "../handshake/dev-browser.ts";
import { setCookie, YEAR_SECONDS } from "../handshake/directives.ts";
import { environmentJson } from "../resources/environment.ts";
import type { FrontendApp } from "./routes.ts";

export function environmentRoutes(app: FrontendApp): void {
  app.on(["GET", "PATCH"], "/v1/environment", (context) => {
    const { instance, native } = context.get("call");
    const marker = devBrowserCookie(instance.addresses);
    const hasMarker = parse(context.req.header("cookie") ?? "", marker)[marker] !== undefined;
    // An app without Clerk's middleware makes no handshake; this is where its browser gets the marker from.
    if (!native && !instance.addresses.production && !hasMarker) {
      const options = { maxAge: YEAR_SECONDS };
      context.header("Set-Cookie", setCookie(marker, newDevBrowser(instance.random), options));
    }
    return context.json(environmentJson({ ...instance, settings: instance.settings.current() }));
  });
  app.post("/v1/dev_browser", (context) =>
    context.json({ id: newDevBrowser(context.get("call").instance.random) }),
  );
  app.get("/v1/health", (context) => context.json({ status: "healthy" }));
  app.get("/v1/proxy-health", (context) => context.json({ status: "healthy" }));
}

/** The suffixed one alone: cookies of localhost are shared by all its ports, and other projects have their own. */
function devBrowserCookie({ cookieSuffix }: Addresses): string {
  return `${DEV_BROWSER_COOKIE}_${cookieSuffix}`;
}

// What the account portal consists of: one page, its style and its script. They are the same for everybody, and nothing
// of a request gets into them; who is signed in, and where to go afterwards, clerk-js finds out in the browser.
import { PAGE_PALETTE } from "../page-palette.ts";

export interface PortalPageOptions {
  /** Where the service is reached, such as `http://localhost:54331`. */
  readonly url: string;
  readonly publishableKey: string;
  /** Origins besides loopback ones to which people may be sent back. */
  readonly allowedOrigins: readonly string[];
}

export const PORTAL_SCRIPT_PATH = "/portal/portal.js";
export const PORTAL_STYLE_PATH = "/portal/portal.css";

export function portalPage({ url, publishableKey, allowedOrigins }: PortalPageOptions): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Your account</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${url}${PORTAL_STYLE_PATH}">
    <script defer src="${url}/npm/@clerk/clerk-js@6/dist/clerk.browser.js" data-clerk-publishable-key="${attribute(publishableKey)}" data-clerk-proxy-url="${url}"></script>
    <script defer src="${url}/npm/@clerk/ui@1/dist/ui.browser.js"></script>
    <script defer src="${url}${PORTAL_SCRIPT_PATH}" data-portal-url="${url}" data-allowed-origins="${attribute(JSON.stringify(allowedOrigins))}"></script>
  </head>
  <body>
    <main id="portal"></main>
    <noscript>This page needs JavaScript.</noscript>
  </body>
</html>
`;
}

function attribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

/**
 * Mounts the component that the path names. Runs nowhere but at the service's own address.
 * Its steps are paths: where to go afterwards comes in a query from a server, in a fragment from a modal, and clerk-js
 * reads both of a page with paths alone.
 */
export const PORTAL_SCRIPT = `"use strict";
(async () => {
  const { portalUrl, allowedOrigins } = document.currentScript.dataset;
  if (location.origin !== portalUrl) return;
  const clerk = window.Clerk;
  const color = (name) => "var(--portal-" + name + ")";
  const pageOf = (pathname) => pathname.split("/")[1];
  const name = pageOf(location.pathname);
  const isHere = (to) => pageOf(new URL(to, location).pathname) === name;
  await clerk.load({
    ui: { ClerkUI: window.__internal_ClerkUICtor },
    routerPush: (to) => (isHere(to) ? history.pushState(null, "", to) : location.assign(to)),
    routerReplace: (to) => (isHere(to) ? history.replaceState(null, "", to) : location.replace(to)),
    signInUrl: "/sign-in",
    signUpUrl: "/sign-up",
    waitlistUrl: "/waitlist",
    signInFallbackRedirectUrl: "/user",
    signUpFallbackRedirectUrl: "/user",
    afterSignOutUrl: "/sign-in",
    telemetry: { disabled: true },
    unsafe_disableDevelopmentModeConsoleWarning: true,
    allowedRedirectOrigins: [
      /^https?:\\/\\/(localhost|127\\.0\\.0\\.1|\\[::1\\]|[a-z0-9-.]+\\.localhost)(:\\d+)?$/,
      ...JSON.parse(allowedOrigins),
    ],
    appearance: {
      variables: {
        colorPrimary: color("accent"),
        colorPrimaryForeground: color("on-accent"),
        colorBackground: color("surface"),
        colorForeground: color("ink"),
        colorMutedForeground: color("ink-soft"),
        colorMuted: color("sunk"),
        colorInput: color("field"),
        colorInputForeground: color("ink"),
        colorNeutral: color("ink"),
        colorBorder: color("ink"),
        fontFamily: "inherit",
      },
    },
  });
  const pages = {
    "sign-in": "mountSignIn",
    "sign-up": "mountSignUp",
    user: "mountUserProfile",
    organization: "mountOrganizationProfile",
    "create-organization": "mountCreateOrganization",
    waitlist: "mountWaitlist",
  };
  const visitors = ["sign-in", "sign-up", "waitlist"];
  if (!clerk.user && !visitors.includes(name)) return location.replace("/sign-in");
  const options = { routing: "path", path: "/" + name };
  clerk[pages[name]](document.getElementById("portal"), options);
})();
`;

export const PORTAL_STYLE = `${PAGE_PALETTE}body {
  margin: 0;
  min-height: 100dvh;
  display: grid;
  place-items: center;
  background: var(--portal-page);
  color: var(--portal-ink);
}
main {
  padding: 2rem 1rem;
}
`;

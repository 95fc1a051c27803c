// Where a browser is sent, and small endpoints of a development browser. No address leaves the allowed origins.
import { clerkError } from "../errors/clerk-api-error.ts";
import { requireSignedIn } from "./frontend-call.ts";
import { type FrontendApp, plain, read } from "./routes.ts";

export function accountPortalRoutes(app: FrontendApp): void {
  plain(app, ["GET", "/v1/account_portal"], async () => ({
    object: "account_portal",
    allowed: true,
    enabled: true,
    internal_linking: true,
    after_sign_in_url: "/",
    after_sign_up_url: "/",
    after_join_waitlist_url: "/",
    after_create_organization_url: "/",
    after_leave_organization_url: "/",
    logo_link_url: "/",
    customization: {
      appearance: null,
      background_color_dark: null,
      background_color_light: null,
      primary_color_dark: null,
      primary_color_light: null,
    },
  }));
  app.get("/v1/redirect", (context) => {
    const { origins } = context.get("call").instance;
    const target = origins.redirectTarget(context.req.query("redirect_url") ?? "");
    if (target !== undefined) return context.redirect(target.href, 307);
    throw clerkError("paramValueInvalid", {
      param: "redirect_url",
      values: { reason: "redirect_url must be an address of an allowed origin" },
    });
  });
  app.get("/v1/clear-site-data", (context) => {
    context.header("Clear-Site-Data", '"cookies"');
    return context.body(null, 200);
  });
  // Nothing here knows what a new organization might be called: the form starts empty.
  read(app, "/v1/me/organization_creation_defaults", async (call) => {
    await requireSignedIn(call);
    return { form: null, advisory: null };
  });
  for (const [feature, ...paths] of OFF) {
    for (const path of paths) {
      app.all(path, () => {
        throw clerkError("featureNotOffered", { values: { feature } });
      });
    }
  }
}

const OFF: readonly (readonly [feature: string, ...paths: string[]])[] = [
  ["API keys", "/api_keys", "/api_keys/*"],
  ["Satellite domains", "/v1/client/sync", "/v1/client/link"],
  ["Agent tasks", "/v1/agents/tasks"],
  ["Tokens of other services", "/v1/me/tokens"],
  ["OAuth applications", "/oauth/*"],
  ["Web3 wallets", "/v1/me/web3_wallets", "/v1/me/web3_wallets/*"],
  ["Billing", "/v1/me/commerce/*", "/v1/me/billing/*", "/v1/commerce/*", "/v1/billing/*"],
  ["Trusted devices", "/v1/me/trusted_devices", "/v1/me/trusted_devices/*"],
];

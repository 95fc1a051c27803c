// /v1/beta_features, and the address of the app: settings that Clerk's Backend API keeps apart from the others.
import { clerkError } from "../errors/clerk-api-error.ts";
import type { BackendCall } from "./backend-call.ts";
import { type BackendApp, route } from "./routes.ts";

export function betaFeatureRoutes(app: BackendApp): void {
  route(app, ["PATCH", "/beta_features/instance_settings"], changeSettings);
  route(app, ["PUT", "/beta_features/domain", 202], changeDomain);
  route(app, ["POST", "/instance/change_domain", 202], changeDomain);
}

async function changeSettings({ form, instance }: BackendCall) {
  const sender = form.text("from_email_address") || undefined;
  if (sender !== undefined && !/^[A-Za-z0-9._-]{1,64}$/.test(sender)) {
    throw clerkError("paramFormatInvalid", {
      param: "from_email_address",
      values: { expected: "the part of an address before the @" },
    });
  }
  if (form.flag("progressive_sign_up") === false) {
    throw clerkError("featureNotOffered", { values: { feature: "Sign-up in one step" } });
  }
  const allowlist = form.flag("restricted_to_allowlist");
  const test_mode = form.flag("test_mode");
  const settings = await instance.settings.change({
    ...(sender === undefined ? {} : { from_email_address: sender }),
    ...(allowlist === undefined ? {} : { restrictions: { allowlist } }),
    ...(test_mode === undefined ? {} : { test_mode }),
  });
  return {
    object: "instance_settings",
    id: instance.id,
    restricted_to_allowlist: settings.restrictions.allowlist,
    from_email_address: settings.from_email_address,
    progressive_sign_up: true,
    enhanced_email_deliverability: false,
  };
}

/** The app has moved: tickets and mail lead to its new address. */
async function changeDomain({ form, instance }: BackendCall): Promise<undefined> {
  const text = form.requireText("home_url");
  const url = URL.parse(/^https?:/.test(text) ? text : `https://${text}`);
  if (url === null) {
    throw clerkError("paramFormatInvalid", {
      param: "home_url",
      values: { expected: "an http or https address" },
    });
  }
  await instance.settings.change({ home_url: url.origin });
}

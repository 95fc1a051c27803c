// Where a passkey is asked for: a web page that names its origin, of an instance that has passkeys. The origin was held
// against the allowed ones before.
import { clerkError } from "../errors/clerk-api-error.ts";
import type { FrontendCall } from "./frontend-call.ts";

/** @throws ClerkApiError form_param_value_disabled when they are off; feature_not_enabled for what is no page */
export function passkeyOrigin({ instance, origin, native }: FrontendCall): string {
  if (!instance.settings.current().passkeys.enabled) {
    throw clerkError("paramValueDisabled", { param: "strategy", values: { value: "passkey" } });
  }
  if (native || origin === undefined || !/^https?:/.test(origin)) {
    throw clerkError("featureNotOffered", { values: { feature: "A passkey outside a web page" } });
  }
  return origin;
}

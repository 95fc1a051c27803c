// `redirect_url` of an invitation: only to an allowed origin, said when it is made and not when somebody opens it.
import { clerkError } from "../errors/clerk-api-error.ts";
import type { Form } from "../forms/form.ts";
import type { Instance } from "../instance.ts";

/** @throws ClerkApiError form_param_value_invalid */
export function redirectUrlOf(instance: Instance, form: Form): string | null {
  const text = form.text("redirect_url");
  if (!text) return null;
  const target = instance.origins.redirectTarget(text);
  if (target !== undefined) return target.href;
  throw clerkError("paramValueInvalid", {
    param: "redirect_url",
    values: { reason: "redirect_url must be an address of an allowed origin" },
  });
}

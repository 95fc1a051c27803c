// How long an invitation, of either kind, can be accepted.
import { clerkError } from "../errors/clerk-api-error.ts";
import type { Form } from "../forms/form.ts";

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
const MAX_DAYS = 365;

/** Milliseconds, as the request asks for it or as usual. @throws ClerkApiError form_param_value_invalid */
export function invitationLifetime(form: Form): number {
  const days = form.integer("expires_in_days") ?? DEFAULT_DAYS;
  if (days >= 1 && days <= MAX_DAYS) return days * DAY_MS;
  throw clerkError("paramValueInvalid", {
    param: "expires_in_days",
    values: { reason: `expires_in_days must be between 1 and ${MAX_DAYS}` },
  });
}

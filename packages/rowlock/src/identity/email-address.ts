// Email addresses as people type them: trimmed, in lower case, of a plain form.
import { clerkError } from "./errors/clerk-api-error.ts";

const FORM = /^[^\s@"(),:;<>[\\\]]+@[^\s@.]+(\.[^\s@.]+)+$/;

/** The address in the form in which it is kept. @throws ClerkApiError form_param_format_invalid */
export function parseEmailAddress(text: string, param: string): string {
  const address = text.trim().toLowerCase();
  if (address.length <= 254 && FORM.test(address)) return address;
  throw clerkError("paramFormatInvalid", {
    param,
    values: { expected: "a valid email address" },
  });
}

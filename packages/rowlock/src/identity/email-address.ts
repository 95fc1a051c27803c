// Email addresses as people type them: trimmed, in lower case, of a plain form.
import { clerkError } from "./errors/clerk-api-error.ts";

const FORM = /^[^\s@"(),:;<>[\\\]]+@[^\s@.]+(\.[^\s@.]+)+$/;

export function isEmailAddress(text: string): boolean {
  const address = text.trim();
  return address.length <= 254 && FORM.test(address);
}

/** The address in the form in which it is kept. @throws ClerkApiError form_param_format_invalid */
export function parseEmailAddress(text: string, param: string): string {
  if (isEmailAddress(text)) return text.trim().toLowerCase();
  throw clerkError("paramFormatInvalid", {
    param,
    values: { expected: "a valid email address" },
  });
}

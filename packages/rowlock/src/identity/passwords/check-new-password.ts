// The rules for a new password, with Clerk's words for each. Length and likeness only: whether a password is among
// the leaked ones can't be asked without a network, and the environment says so (disable_hibp).
import { type ClerkApiError, clerkError } from "../errors/clerk-api-error.ts";
import type { Settings } from "../settings.ts";

const MAX_BYTES = 288;

/** Everything that is wrong with a new password; empty when it may be used. */
export function checkNewPassword(
  password: string,
  options: {
    readonly settings: Settings;
    /** What the password may not be equal to: addresses, username. */
    readonly identifiers: readonly string[];
    readonly param?: string;
  },
): readonly ClerkApiError[] {
  const { min_length, max_length } = options.settings.password;
  const param = options.param ?? "password";
  const length = [...password].length;
  if (length < min_length) {
    return [clerkError("passwordTooShort", { param, values: { limit: min_length } })];
  }
  if (length > max_length) {
    return [clerkError("passwordTooLong", { param, values: { limit: max_length } })];
  }
  if (Buffer.byteLength(password) > MAX_BYTES)
    return [clerkError("passwordTooManyBytes", { param })];
  const lower = password.toLowerCase();
  const matches = options.identifiers.some((identifier) => identifier.toLowerCase() === lower);
  return matches ? [clerkError("passwordMatchesIdentifier", { param })] : [];
}

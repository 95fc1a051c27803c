// The rules for a username, with Clerk's words for each.
import { clerkError } from "../errors/clerk-api-error.ts";

const MIN_LENGTH = 4;
const MAX_LENGTH = 64;

/** @throws ClerkApiError that names the rule */
export function checkUsername(username: string): void {
  const param = "username";
  if (username.length < MIN_LENGTH || username.length > MAX_LENGTH) {
    throw clerkError("usernameLength", { param, values: { min: MIN_LENGTH, max: MAX_LENGTH } });
  }
  if (!/^[A-Za-z0-9_-]+$/.test(username)) throw clerkError("usernameCharacter", { param });
  if (/^\d+$/.test(username)) throw clerkError("usernameNeedsLetter", { param });
}

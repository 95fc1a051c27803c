// The development browser: a marker that Clerk's SDKs want to have seen before they build an address of a sign-in page.
// INVARIANT: it is never taken as proof of who asks.
import { newSecret, type RandomBytes } from "../new-id.ts";

export const DEV_BROWSER_COOKIE = "__clerk_db_jwt";

export function newDevBrowser(random: RandomBytes): string {
  return `dvb_${newSecret(random)}`;
}

// The page by which Clerk's SDKs before Core 2 looked who is signed in: both APIs are asked for it.
import { type ClerkApiError, clerkError } from "./clerk-api-error.ts";

export function interstitialGone(): ClerkApiError {
  return clerkError("operationDeprecated", {
    values: {
      operation: "The interstitial page",
      instead: "SDKs from Core 2 on make a handshake.",
    },
  });
}

// The words for a code that did not do. What was counted stays counted.
import { type ClerkApiError, clerkError } from "../errors/clerk-api-error.ts";
import type { CodeAttempt } from "./code-verification.ts";

export function codeError({ outcome }: CodeAttempt): ClerkApiError {
  switch (outcome) {
    case "incorrect":
      return clerkError("codeIncorrect", { param: "code", keepsWork: true });
    case "failed":
      return clerkError("verificationFailed", { keepsWork: true });
    case "expired":
      return clerkError("verificationExpired", { keepsWork: true });
    case "already_verified":
    case "verified":
      return clerkError("verificationAlreadyVerified");
  }
}

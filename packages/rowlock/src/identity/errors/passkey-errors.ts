// Passkeys. Words and codes are Clerk's.
import type { ErrorForm } from "./error-form.ts";

export const PASSKEY_ERRORS = {
  passkeyNotRegistered: {
    status: 404,
    code: "passkey_not_registered",
    message: "not registered",
    long: "Passkey is not registered.",
  },
  passkeyUnfinished: {
    status: 422,
    code: "passkey_identification_not_verified",
    message: "passkey identification not verified",
    long: "Passkey identification not verified. Registration is incomplete.",
  },
  passkeyCredentialInvalid: {
    status: 422,
    code: "passkey_invalid_public_key_credential",
    message: "is invalid",
    long: "Invalid passkey public key credential",
  },
  passkeyVerificationInvalid: {
    status: 400,
    code: "passkey_invalid_verification",
    message: "invalid verification",
    long: "Passkey verification contains invalid nonce",
  },
  passkeyFailure: {
    status: 400,
    code: "passkey_authentication_failure",
    message: "authentication failed",
    long: "Passkey authentication failed",
  },
  passkeyQuota: {
    status: 403,
    code: "passkey_quota_exceeded",
    message: "too many passkeys",
    long: "A user may have <limit> passkeys. Delete one before adding another.",
  },
} as const satisfies Record<string, ErrorForm>;

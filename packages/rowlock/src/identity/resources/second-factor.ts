// The wire forms of an authenticator app and of backup codes. The secret and the codes are shown once, when they are made.
import type { TotpRow } from "../store/second-factors.ts";
import type { PhoneNumberRow, User } from "../store/users.ts";
import { maskedPhoneNumber } from "./masked.ts";

export function totpJson(
  totp: TotpRow,
  shown: { readonly uri: string | null; readonly codes?: readonly string[] | null },
) {
  return {
    object: "totp",
    id: totp.id,
    secret: shown.uri === null ? null : totp.secret,
    uri: shown.uri,
    verified: totp.verified,
    ...(shown.codes ? { backup_codes: shown.codes } : {}),
    created_at: totp.created_at,
    updated_at: totp.updated_at,
  } as const;
}

export function backupCodesJson(
  codes: readonly string[],
  { id, now }: { readonly id: string; readonly now: number },
) {
  return { object: "backup_code", id, codes, created_at: now, updated_at: now } as const;
}

/** Whether codes to this number are a second factor of its user's. */
export function isSecondFactor(phone: PhoneNumberRow): boolean {
  return phone.reserved_for_second_factor && phone.verification?.status === "verified";
}

/** Whether anything is asked for after the first factor. Backup codes alone are none: they stand in for another. */
export function hasSecondFactor(user: User): boolean {
  return user.totp_enabled || user.phone_numbers.some(isSecondFactor);
}

/** By what a user may prove themselves after the first factor. */
export function supportedSecondFactors(user: User) {
  return [
    ...(user.totp_enabled ? [{ strategy: "totp" }] : []),
    ...user.phone_numbers.filter(isSecondFactor).map((phone) => ({
      strategy: "phone_code",
      phone_number_id: phone.id,
      safe_identifier: maskedPhoneNumber(phone.phone_number),
      default: phone.default_second_factor,
    })),
    ...(user.backup_code_enabled ? [{ strategy: "backup_code" }] : []),
  ];
}

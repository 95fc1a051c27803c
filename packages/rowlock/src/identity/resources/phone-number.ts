// The wire form of a phone number, the same in both APIs.
import type { PhoneNumberRow } from "../store/users.ts";
import { verificationJson } from "./verification.ts";

/** `codes`: backup codes that were made just now. */
export function phoneNumberJson(
  phone: PhoneNumberRow,
  { now, codes = null }: { readonly now: number; readonly codes?: readonly string[] | null },
) {
  const { verification } = phone;
  return {
    object: "phone_number",
    id: phone.id,
    phone_number: phone.phone_number,
    reserved_for_second_factor: phone.reserved_for_second_factor,
    default_second_factor: phone.default_second_factor,
    reserved: phone.claimed && verification?.status !== "verified",
    verification: verification === null ? null : verificationJson(verification, now),
    linked_to: [],
    backup_codes: codes,
    created_at: phone.created_at,
    updated_at: phone.updated_at,
  } as const;
}

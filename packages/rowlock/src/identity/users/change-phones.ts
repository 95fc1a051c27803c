// Changes to a user's phone numbers: add, verify, make primary, reserve for second factor, take away. What follows for
// the user's second factors is settled after each.
import { clerkError } from "../errors/clerk-api-error.ts";
import { isSecondFactor } from "../resources/second-factor.ts";
import {
  deletePhoneNumberRow,
  insertPhoneNumber,
  savePhoneNumber,
} from "../store/phone-numbers.ts";
import {
  findUser,
  type IdentificationVerification,
  type PhoneNumberRow,
  type User,
  updateUser,
} from "../store/users.ts";
import type { Work } from "../work.ts";
import { requireFreePhoneNumber } from "./find-identifier-owner.ts";
import { hasOtherIdentification } from "./other-identification.ts";
import { makeBackupCodes, setDefaultFactor, settleFactors } from "./second-factors.ts";

/** Adds a number. Claimed: nobody else can have it from now on. @throws ClerkApiError when it is taken */
export async function addPhoneNumber(
  work: Work,
  options: {
    readonly user: User;
    readonly phoneNumber: string;
    readonly claimed: boolean;
    readonly verification: IdentificationVerification | null;
    readonly reserved?: boolean | undefined;
  },
): Promise<string> {
  const { user, phoneNumber, claimed, verification, reserved = false } = options;
  await requireFreePhoneNumber(work, { phoneNumber, param: "phone_number" });
  if (user.phone_numbers.some((phone) => phone.phone_number === phoneNumber)) {
    throw clerkError("identifierExists", {
      param: "phone_number",
      values: { name: "phone number" },
    });
  }
  // A number that is added may be on its way to be verified.
  requireReservable(work, { reserved, verified: true });
  const id = work.newId("phoneNumber");
  await insertPhoneNumber(work, {
    id,
    user_id: user.id,
    phone_number: phoneNumber,
    claimed,
    verification,
    reserved_for_second_factor: reserved,
    default_second_factor: false,
    now: work.now,
  });
  const primary = user.primary_phone_number_id ?? (claimed ? id : null);
  const columns = { primary_phone_number_id: primary };
  await updateUser(work, { id: user.id, now: work.now, columns });
  await settleFactors(work, user);
  return id;
}

function requireReservable(
  work: Work,
  { reserved, verified }: { readonly reserved: boolean; readonly verified: boolean },
): void {
  if (!reserved) return;
  if (!work.settings.second_factors.phone_code) {
    throw clerkError("featureNotOffered", { values: { feature: "A second factor by SMS" } });
  }
  if (!verified) throw clerkError("secondFactorUnverified");
}

/**
 * Writes what became of a verification; a right code makes the number its user's own.
 * @throws ClerkApiError when it is taken
 */
export async function saveVerification(
  work: Work,
  options: {
    readonly user: User;
    readonly phone: PhoneNumberRow;
    readonly verification: IdentificationVerification;
  },
): Promise<void> {
  const { user, phone, verification } = options;
  const verified = verification.status === "verified";
  if (verified) {
    // Somebody else may have verified the same number meanwhile.
    const { phone_number: phoneNumber } = phone;
    await requireFreePhoneNumber(work, { phoneNumber, param: "code", userId: user.id });
  }
  const claimed = phone.claimed || verified;
  await savePhoneNumber(work, { ...phone, claimed, verification, now: work.now });
  if (!verified) return;
  const columns = { primary_phone_number_id: user.primary_phone_number_id ?? phone.id };
  await updateUser(work, { id: user.id, now: work.now, columns });
  await settleFactors(work, user);
}

/** @throws ClerkApiError when it is not verified */
export async function makePhonePrimary(
  work: Work,
  { user, phone }: { readonly user: User; readonly phone: Pick<PhoneNumberRow, "id" | "claimed"> },
): Promise<void> {
  if (!phone.claimed) throw clerkError("verificationNeeded", { param: "primary_phone_number_id" });
  const columns = { primary_phone_number_id: phone.id };
  await updateUser(work, { id: user.id, now: work.now, columns });
}

/**
 * Makes a number a second factor, and then no first one, or the other way. Gives backup codes when they are the user's
 * first. @throws ClerkApiError when it is not verified or the user's last way to sign in
 */
export async function reservePhone(
  work: Work,
  options: { readonly user: User; readonly phone: PhoneNumberRow; readonly reserved: boolean },
): Promise<readonly string[] | null> {
  const { user, phone, reserved } = options;
  requireReservable(work, { reserved, verified: phone.verification?.status === "verified" });
  if (reserved && !hasOtherIdentification(user, phone)) {
    throw clerkError("secondFactorOfLastIdentification");
  }
  await savePhoneNumber(work, {
    ...phone,
    reserved_for_second_factor: reserved,
    default_second_factor: reserved && phone.default_second_factor,
    now: work.now,
  });
  await settleFactors(work, user);
  const current = await findUser(work, user.id);
  const wanted = reserved && work.settings.second_factors.backup_code;
  if (!wanted || current === undefined || current.backup_code_enabled) return null;
  return makeBackupCodes(work, current);
}

/** Codes of a second factor go here from now on. @throws ClerkApiError when it is none */
export async function makeDefaultFactor(
  work: Work,
  { user, phone }: { readonly user: User; readonly phone: PhoneNumberRow },
): Promise<void> {
  if (!isSecondFactor(phone)) throw clerkError("secondFactorUnverified");
  await setDefaultFactor(work, { user, id: phone.id });
}

/** Takes a number away; the next one becomes primary. @throws ClerkApiError when it is the last one and one is required */
export async function removePhoneNumber(
  work: Work,
  { user, phone }: { readonly user: User; readonly phone: Pick<PhoneNumberRow, "id" | "claimed"> },
): Promise<void> {
  const left = user.phone_numbers.filter(({ id, claimed }) => id !== phone.id && claimed);
  if (phone.claimed && left.length === 0 && work.settings.phone_number === "required") {
    throw clerkError("lastRequiredIdentification", { values: { name: "phone number" } });
  }
  if (phone.claimed && !hasOtherIdentification(user, phone)) throw clerkError("lastIdentification");
  await deletePhoneNumberRow(work, phone.id);
  const primary =
    user.primary_phone_number_id === phone.id
      ? (left[0]?.id ?? null)
      : user.primary_phone_number_id;
  const columns = { primary_phone_number_id: primary };
  await updateUser(work, { id: user.id, now: work.now, columns });
  await settleFactors(work, user);
}

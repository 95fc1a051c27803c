// A user's second factors: an authenticator app, codes to a phone number, and backup codes beside them. Whoever calls
// holds the user's row locked, so tries made together are counted one after the other, before each is checked.

import { type ClerkApiError, clerkError } from "../errors/clerk-api-error.ts";
import { sendCode } from "../messages/send-code.ts";
import { identifierOf } from "../resources/public-user.ts";
import { hasSecondFactor, isSecondFactor } from "../resources/second-factor.ts";
import { savePhoneNumber } from "../store/phone-numbers.ts";
import {
  deleteTotp,
  findTotp,
  replaceBackupCodes,
  saveTotp,
  type TotpRow,
  takeBackupCode,
} from "../store/second-factors.ts";
import type { SecondFactor } from "../store/sign-ins.ts";
import { findUser, type User, updateUser } from "../store/users.ts";
import { codeError } from "../verification/code-error.ts";
import { type CodeVerification, tryCode } from "../verification/code-verification.ts";
import { matchTotp, newTotpSecret, parseTotpSecret, totpUri } from "../verification/totp.ts";
import type { Work } from "../work.ts";
import { countFailure } from "./lockout.ts";
import { tellUser } from "./tell-user.ts";

type SecondFactorStrategy = "totp" | "backup_code";

const BACKUP_CODES = 10;
const BACKUP_CODE_LENGTH = 10;
/** Without letters and digits that are taken for each other. 32 of them, so that no one is likelier. */
const BACKUP_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

export interface NewTotp {
  readonly totp: TotpRow;
  readonly uri: string;
}

/** A new secret, good once a code of it was given. @throws ClerkApiError totp_already_enabled */
export async function startTotp(work: Work, user: User): Promise<NewTotp> {
  if (user.totp_enabled) throw clerkError("totpAlreadyEnabled");
  const totp: TotpRow = {
    id: work.newId("totp"),
    user_id: user.id,
    secret: newTotpSecret(work.instance.random),
    verified: false,
    last_step: null,
    created_at: work.now,
    updated_at: work.now,
  };
  await saveTotp(work, totp);
  const { application_name: issuer } = work.settings;
  const uri = totpUri({ issuer, account: identifierOf(user), secret: totp.secret });
  return { totp, uri };
}

/** The first code of a new secret: from here on it is asked for. Gives backup codes when they are the user's first. */
export async function confirmTotp(
  work: Work,
  { user, code }: { readonly user: User; readonly code: string },
): Promise<{ readonly totp: TotpRow; readonly codes: readonly string[] | null }> {
  if (user.totp_enabled) throw clerkError("totpAlreadyEnabled");
  const totp = await findTotp(work, user.id);
  if (totp === undefined) throw clerkError("verificationMissing");
  const verified = await requireTotp(work, { user, totp, code });
  await updateUser(work, { id: user.id, now: work.now, columns: { totp_enabled: true } });
  await settleFactors(work, user);
  const wanted = work.settings.second_factors.backup_code && !user.backup_code_enabled;
  const codes = wanted ? await makeBackupCodes(work, { ...user, totp_enabled: true }) : null;
  if (codes === null) await tellUser(work, "user.updated", user.id);
  return { totp: verified, codes };
}

/** Checks a code and uses its time step up. @throws ClerkApiError form_code_incorrect, counted */
async function requireTotp(
  work: Work,
  options: { readonly user: User; readonly totp: TotpRow; readonly code: string },
): Promise<TotpRow> {
  const { user, totp, code } = options;
  const secret = parseTotpSecret(totp.secret);
  const step =
    secret === undefined
      ? undefined
      : matchTotp({ secret, code, now: work.now, lastStep: totp.last_step });
  if (step === undefined) throw await wrongCode(work, user);
  const next: TotpRow = { ...totp, verified: true, last_step: step, updated_at: work.now };
  await saveTotp(work, next);
  return next;
}

function wrongCode(work: Work, user: User) {
  const failure = clerkError("codeIncorrect", { param: "code", keepsWork: true });
  return countFailure(work, { user, failure });
}

/** New codes in place of those before. @throws ClerkApiError backup_codes_not_available */
export async function makeBackupCodes(work: Work, user: User): Promise<readonly string[]> {
  if (!work.settings.second_factors.backup_code || !hasSecondFactor(user)) {
    throw clerkError("backupCodesNotAvailable");
  }
  const codes = Array.from({ length: BACKUP_CODES }, () => newBackupCode(work));
  await replaceBackupCodes(work, { userId: user.id, codes });
  await updateUser(work, { id: user.id, now: work.now, columns: { backup_code_enabled: true } });
  await tellUser(work, "user.updated", user.id);
  return codes;
}

function newBackupCode(work: Work): string {
  const bytes = work.instance.random(BACKUP_CODE_LENGTH);
  return Array.from(bytes, (byte) => BACKUP_ALPHABET.charAt(byte & 31)).join("");
}

/** Takes the authenticator app away. */
export async function removeTotp(work: Work, user: User): Promise<void> {
  await deleteTotp(work, user.id);
  if (!user.totp_enabled) return;
  await updateUser(work, { id: user.id, now: work.now, columns: { totp_enabled: false } });
  await settleFactors(work, user);
  await tellUser(work, "user.updated", user.id);
}

/** Takes every second factor away; phone numbers become ways to sign in again. */
export async function removeSecondFactors(work: Work, user: User): Promise<void> {
  for (const phone of user.phone_numbers) {
    if (!phone.reserved_for_second_factor) continue;
    const free = { reserved_for_second_factor: false, default_second_factor: false };
    await savePhoneNumber(work, { ...phone, ...free, now: work.now });
  }
  await deleteTotp(work, user.id);
  await updateUser(work, { id: user.id, now: work.now, columns: { totp_enabled: false } });
  await settleFactors(work, user);
  await tellUser(work, "user.updated", user.id);
}

export async function removeBackupCodes(work: Work, user: User): Promise<void> {
  await replaceBackupCodes(work, { userId: user.id, codes: [] });
  if (!user.backup_code_enabled) return;
  await updateUser(work, { id: user.id, now: work.now, columns: { backup_code_enabled: false } });
  await tellUser(work, "user.updated", user.id);
}

/**
 * What follows from a change of a user's factors, given as they were before: since when there is a second one, which
 * phone number's codes are asked for first, and an end to the codes that stand in for a factor when there is none.
 */
export async function settleFactors(work: Work, before: User): Promise<void> {
  const after = await findUser(work, before.id);
  if (after === undefined) return;
  await settleDefault(work, after);
  const has = hasSecondFactor(after);
  if (has !== hasSecondFactor(before)) {
    const columns = has ? { mfa_enabled_at: work.now } : { mfa_disabled_at: work.now };
    await updateUser(work, { id: after.id, now: work.now, columns });
  }
  if (!has) await removeBackupCodes(work, after);
}

/** Of several numbers one is the default, and none that is no factor. */
async function settleDefault(work: Work, user: User): Promise<void> {
  const factors = user.phone_numbers.filter(isSecondFactor);
  const chosen = factors.find((phone) => phone.default_second_factor) ?? factors[0];
  await setDefaultFactor(work, { user, id: chosen?.id });
}

/** Codes of a second factor go to this number of the user's alone, unless another is asked for. */
export async function setDefaultFactor(
  work: Work,
  { user, id }: { readonly user: User; readonly id: string | undefined },
): Promise<void> {
  for (const phone of user.phone_numbers) {
    const isDefault = phone.id === id;
    if (phone.default_second_factor === isDefault) continue;
    await savePhoneNumber(work, { ...phone, default_second_factor: isDefault, now: work.now });
  }
}

/** Sends a code to a number that is a second factor: the one asked for, else the default one. @throws ClerkApiError */
export async function sendSecondFactor(
  work: Work,
  options: {
    readonly user: User;
    readonly strategy: string;
    readonly phoneNumberId?: string | undefined;
  },
): Promise<CodeVerification> {
  const { user, strategy, phoneNumberId } = options;
  const factors = user.phone_numbers.filter(isSecondFactor);
  const phone =
    phoneNumberId === undefined
      ? factors.find((factor) => factor.default_second_factor)
      : factors.find(({ id }) => id === phoneNumberId);
  if (strategy !== "phone_code" || phone === undefined) {
    throw clerkError("strategyForUserInvalid", { param: "strategy" });
  }
  return sendCode(work, {
    strategy,
    to: phone.phone_number,
    identificationId: phone.id,
    userId: user.id,
  });
}

/**
 * Tries the code that was sent: what is to be stored comes back whatever it is, with the error of a wrong one.
 * @throws ClerkApiError when none was sent, or to a number that is no factor any more
 */
export async function trySecondFactorCode(
  work: Work,
  options: {
    readonly user: User;
    readonly prepared: SecondFactor | null | undefined;
    readonly code: string;
  },
): Promise<{
  readonly verification: CodeVerification;
  readonly failure: ClerkApiError | undefined;
}> {
  const { user, prepared } = options;
  if (!prepared || !("code" in prepared)) throw clerkError("verificationMissing");
  const factors = user.phone_numbers.filter(isSecondFactor);
  if (!factors.some(({ id }) => id === prepared.identification_id)) {
    throw clerkError("verificationMissing");
  }
  const tried = tryCode(prepared, { code: options.code, now: work.now });
  const { verification } = tried;
  if (tried.outcome === "verified") return { verification, failure: undefined };
  return { verification, failure: await countFailure(work, { user, failure: codeError(tried) }) };
}

/** Proves a second factor: a code is used up. @throws ClerkApiError form_code_incorrect, no_second_factors; counted */
export async function requireSecondFactor(
  work: Work,
  options: { readonly user: User; readonly strategy: string; readonly code: string },
): Promise<SecondFactorStrategy> {
  const { user, strategy, code } = options;
  if (!hasSecondFactor(user)) throw clerkError("noSecondFactors");
  switch (strategy) {
    case "totp": {
      const totp = await findTotp(work, user.id);
      if (totp === undefined || !user.totp_enabled) break;
      await requireTotp(work, { user, totp, code });
      return strategy;
    }
    case "backup_code": {
      if (!user.backup_code_enabled) break;
      const key = { userId: user.id, code: code.trim().toLowerCase() };
      if (!(await takeBackupCode(work, key))) throw await wrongCode(work, user);
      return strategy;
    }
  }
  throw clerkError("strategyForUserInvalid", { param: "strategy" });
}

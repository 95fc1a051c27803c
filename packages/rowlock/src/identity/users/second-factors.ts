// A user's second factors: an authenticator app, and backup codes beside it. Whoever calls holds the user's row locked,
// so tries made together are counted one after the other, before each is checked.
import { clerkError } from "../errors/clerk-api-error.ts";
import { identifierOf } from "../resources/public-user.ts";
import {
  deleteTotp,
  findTotp,
  replaceBackupCodes,
  saveTotp,
  type TotpRow,
  takeBackupCode,
} from "../store/second-factors.ts";
import { type User, type UserColumns, updateUser } from "../store/users.ts";
import { matchTotp, newTotpSecret, parseTotpSecret, totpUri } from "../verification/totp.ts";
import type { Work } from "../work.ts";
import { countFailure } from "./lockout.ts";
import { tellUser } from "./tell-user.ts";

export type SecondFactorStrategy = "totp" | "backup_code";

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
  await changeFactors(work, { user, columns: { totp_enabled: true } });
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
  if (!work.settings.second_factors.backup_code || !user.totp_enabled) {
    throw clerkError("backupCodesNotAvailable");
  }
  const codes = Array.from({ length: BACKUP_CODES }, () => newBackupCode(work));
  await replaceBackupCodes(work, { userId: user.id, codes });
  await changeFactors(work, { user, columns: { backup_code_enabled: true } });
  await tellUser(work, "user.updated", user.id);
  return codes;
}

function newBackupCode(work: Work): string {
  const bytes = work.instance.random(BACKUP_CODE_LENGTH);
  return Array.from(bytes, (byte) => BACKUP_ALPHABET.charAt(byte & 31)).join("");
}

/** Takes the authenticator app away, and backup codes with it: they stand in for it. */
export async function removeTotp(work: Work, user: User): Promise<void> {
  await deleteTotp(work, user.id);
  await removeBackupCodes(work, user);
  if (user.totp_enabled) {
    await changeFactors(work, { user, columns: { totp_enabled: false } });
    await tellUser(work, "user.updated", user.id);
  }
}

export async function removeBackupCodes(work: Work, user: User): Promise<void> {
  await replaceBackupCodes(work, { userId: user.id, codes: [] });
  if (!user.backup_code_enabled) return;
  await changeFactors(work, { user, columns: { backup_code_enabled: false } });
  await tellUser(work, "user.updated", user.id);
}

async function changeFactors(
  work: Work,
  { user, columns }: { readonly user: User; readonly columns: UserColumns },
): Promise<void> {
  const moment =
    columns.totp_enabled === undefined || columns.totp_enabled === user.totp_enabled
      ? {}
      : columns.totp_enabled
        ? { mfa_enabled_at: work.now }
        : { mfa_disabled_at: work.now };
  await updateUser(work, { id: user.id, now: work.now, columns: { ...columns, ...moment } });
}

/** Proves a second factor: a code is used up. @throws ClerkApiError form_code_incorrect, no_second_factors; counted */
export async function requireSecondFactor(
  work: Work,
  options: { readonly user: User; readonly strategy: string; readonly code: string },
): Promise<SecondFactorStrategy> {
  const { user, strategy, code } = options;
  if (!user.totp_enabled) throw clerkError("noSecondFactors");
  switch (strategy) {
    case "totp": {
      const totp = await findTotp(work, user.id);
      if (totp === undefined) throw clerkError("noSecondFactors");
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

// Second factors that a user brings along from elsewhere, or that rowlock.toml declares: an authenticator app's secret, and
// codes that stand in for it. They take the place of what was there, used codes too.
import { clerkError } from "../errors/clerk-api-error.ts";
import { replaceBackupCodes, saveTotp } from "../store/second-factors.ts";
import { findUser, type User, updateUser } from "../store/users.ts";
import { parseTotpSecret } from "../verification/totp.ts";
import type { Work } from "../work.ts";

export interface ImportedFactors {
  /** As base32. None: there is no authenticator app, and there are no codes. */
  readonly secret: string | undefined;
  readonly codes: readonly string[];
}

/** @throws ClerkApiError invalid_totp_secret_code, backup_codes_not_available */
export function checkImportedFactors({ secret, codes }: ImportedFactors): void {
  if (secret !== undefined && parseTotpSecret(secret) === undefined) {
    throw clerkError("totpSecretInvalid", { param: "totp_secret" });
  }
  if (codes.length > 0 && secret === undefined) throw clerkError("backupCodesNotAvailable");
}

export async function importSecondFactors(
  work: Work,
  { user, factors }: { readonly user: User; readonly factors: ImportedFactors },
): Promise<User> {
  const { secret, codes } = factors;
  if (secret === undefined) return user;
  await saveTotp(work, {
    id: work.newId("totp"),
    user_id: user.id,
    secret,
    verified: true,
    last_step: null,
    created_at: work.now,
    updated_at: work.now,
  });
  const usable = codes.map((code) => code.trim().toLowerCase());
  await replaceBackupCodes(work, { userId: user.id, codes: usable });
  await updateUser(work, {
    id: user.id,
    now: work.now,
    columns: {
      totp_enabled: true,
      backup_code_enabled: codes.length > 0,
      mfa_enabled_at: user.mfa_enabled_at ?? work.now,
    },
  });
  return (await findUser(work, user.id)) ?? user;
}

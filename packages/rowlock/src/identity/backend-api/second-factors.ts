// /v1/users/:id/...: a user's second factors as the app's server sees them: checked, taken away, or brought along from
// elsewhere with a new user.
import { clerkError } from "../errors/clerk-api-error.ts";
import type { Form } from "../forms/form.ts";
import { replaceBackupCodes, saveTotp } from "../store/second-factors.ts";
import { findUser, type User, updateUser } from "../store/users.ts";
import { requireNotLocked } from "../users/lockout.ts";
import {
  removeBackupCodes,
  removeSecondFactors,
  removeTotp,
  requireSecondFactor,
} from "../users/second-factors.ts";
import { parseTotpSecret } from "../verification/totp.ts";
import type { Work } from "../work.ts";
import { change, lockUser } from "./backend-call.ts";
import { type BackendApp, type Endpoint, route } from "./routes.ts";

export function secondFactorRoutes(app: BackendApp): void {
  const removal =
    (remove: (work: Work, user: User) => Promise<void>): Endpoint =>
    (call, { id = "" }) =>
      change(call, async (work) => {
        const user = await lockUser(work, id);
        await remove(work, user);
        return { user_id: user.id };
      });
  route(app, ["DELETE", "/users/:id/mfa"], removal(removeSecondFactors));
  route(app, ["DELETE", "/users/:id/totp"], removal(removeTotp));
  route(app, ["DELETE", "/users/:id/backup_code"], removal(removeBackupCodes));
  route(app, ["POST", "/users/:id/verify_totp"], (call, { id = "" }) => {
    const code = call.form.requireText("code").trim();
    return change(call, async (work) => {
      const user = await lockUser(work, id);
      if (!user.totp_enabled) throw clerkError("totpDisabled");
      requireNotLocked(user, work.now);
      const isTotp = /^\d+$/.test(code);
      if (isTotp && code.length !== 6) throw clerkError("totpLength", { param: "code" });
      const strategy = isTotp ? "totp" : "backup_code";
      const code_type = await requireSecondFactor(work, { user, strategy, code });
      return { verified: true, code_type };
    });
  });
}

export interface ImportedFactors {
  readonly secret: string | undefined;
  readonly codes: readonly string[];
}

/** @throws ClerkApiError invalid_totp_secret_code */
export function readSecondFactors(form: Form): ImportedFactors {
  const secret = form.text("totp_secret") || undefined;
  if (secret !== undefined && parseTotpSecret(secret) === undefined) {
    throw clerkError("totpSecretInvalid", { param: "totp_secret" });
  }
  const codes = form.texts("backup_codes") ?? [];
  if (codes.length > 0 && secret === undefined) throw clerkError("backupCodesNotAvailable");
  return { secret, codes: codes.map((code) => code.trim().toLowerCase()) };
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
  await replaceBackupCodes(work, { userId: user.id, codes });
  await updateUser(work, {
    id: user.id,
    now: work.now,
    columns: {
      totp_enabled: true,
      backup_code_enabled: codes.length > 0,
      mfa_enabled_at: work.now,
    },
  });
  return (await findUser(work, user.id)) ?? user;
}

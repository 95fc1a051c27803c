// /v1/users/:id/...: a user's second factors as the app's server sees them: checked, taken away, or brought along from
// elsewhere with a new user.
import { clerkError } from "../errors/clerk-api-error.ts";
import type { Form } from "../forms/form.ts";
import type { User } from "../store/users.ts";
import { checkImportedFactors, type ImportedFactors } from "../users/import-second-factors.ts";
import { requireNotLocked } from "../users/lockout.ts";
import {
  removeBackupCodes,
  removeSecondFactors,
  removeTotp,
  requireSecondFactor,
} from "../users/second-factors.ts";
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

/** @throws ClerkApiError invalid_totp_secret_code, backup_codes_not_available */
export function readSecondFactors(form: Form): ImportedFactors {
  const secret = form.text("totp_secret") || undefined;
  const factors = { secret, codes: form.texts("backup_codes") ?? [] };
  checkImportedFactors(factors);
  return factors;
}

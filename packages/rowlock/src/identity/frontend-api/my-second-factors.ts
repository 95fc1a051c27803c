// /v1/me/totp and /v1/me/backup_codes: a user's own authenticator app, and codes for when it is not at hand.
import { clerkError } from "../errors/clerk-api-error.ts";
import { deletedJson } from "../resources/page.ts";
import { backupCodesJson, totpJson } from "../resources/second-factor.ts";
import { findTotp } from "../store/second-factors.ts";
import { setSecondFactorVerified } from "../store/sessions.ts";
import { lockUserRow, type User } from "../store/users.ts";
import { requireNotLocked } from "../users/lockout.ts";
import { confirmTotp, makeBackupCodes, removeTotp, startTotp } from "../users/second-factors.ts";
import type { Work } from "../work.ts";
import { change as changeWork, type FrontendCall, requireSignedIn } from "./frontend-call.ts";
import { requireRecentProof } from "./recent-proof.ts";
import { change, type FrontendApp } from "./routes.ts";

export function mySecondFactorRoutes(app: FrontendApp): void {
  change(app, ["POST", "/v1/me/totp"], async (call) => {
    requireOffered(call);
    await requireRecentProof(call);
    return asMyself(call, async (work, user) => {
      const { totp, uri } = await startTotp(work, user);
      return totpJson(totp, { uri });
    });
  });
  change(app, ["POST", "/v1/me/totp/attempt_verification"], async (call) => {
    const code = call.form.requireText("code");
    const { session } = await requireSignedIn(call);
    return asMyself(call, async (work, user) => {
      requireNotLocked(user, work.now);
      const { totp, codes } = await confirmTotp(work, { user, code });
      await setSecondFactorVerified(work, { id: session.id, now: work.now });
      return totpJson(totp, { uri: null, codes });
    });
  });
  change(app, ["DELETE", "/v1/me/totp"], async (call) => {
    await requireRecentProof(call);
    return asMyself(call, async (work, user) => {
      const totp = await findTotp(work, user.id);
      if (totp === undefined) throw clerkError("resourceNotFound");
      await removeTotp(work, user);
      return deletedJson("totp", totp.id);
    });
  });
  change(app, ["POST", "/v1/me/backup_codes"], async (call) => {
    await requireRecentProof(call);
    return asMyself(call, async (work, user) => {
      const codes = await makeBackupCodes(work, user);
      return backupCodesJson(codes, { id: work.newId("backupCode"), now: work.now });
    });
  });
}

/** @throws ClerkApiError feature_not_enabled */
function requireOffered({ instance }: FrontendCall): void {
  if (instance.settings.current().second_factors.totp) return;
  throw clerkError("featureNotOffered", { values: { feature: "An authenticator app" } });
}

async function asMyself<T>(
  call: FrontendCall,
  job: (work: Work, user: User) => Promise<T>,
): Promise<T> {
  const { user } = await requireSignedIn(call);
  return changeWork(call, async (work) => {
    const locked = await lockUserRow(work, user.id);
    if (locked === undefined) throw clerkError("authenticationInvalid");
    return job(work, locked);
  });
}

// The last step of a forgotten password: the new one, after a right code. Old sessions end when the user says so.
import { clerkError, throwAll } from "../../errors/clerk-api-error.ts";
import { checkNewPassword } from "../../passwords/check-new-password.ts";
import { endUserSessions } from "../../sessions/end-sessions.ts";
import type { SignInRow } from "../../store/sign-ins.ts";
import { updateUser } from "../../store/users.ts";
import { tellUser } from "../../users/tell-user.ts";
import { change, type FrontendCall } from "../frontend-call.ts";
import { type CurrentSignIn, completeSignIn, lockCurrentSignIn } from "./current-sign-in.ts";
import { linkPending } from "./link-pending.ts";

export async function resetPassword(call: FrontendCall, id: string): Promise<SignInRow> {
  const password = call.form.requireText("password");
  const { instance } = call;
  await change(call, async (work) => {
    const current = await lockCurrentSignIn(call, { work, id });
    requireNewPasswordStep(current);
    const identifiers = current.user.email_addresses.map(({ email_address }) => email_address);
    throwAll(checkNewPassword(password, { settings: work.settings, identifiers }));
  });
  const digest = await instance.passwords.hash(password);
  return change(call, async (work) => {
    const current = await lockCurrentSignIn(call, { work, id });
    requireNewPasswordStep(current);
    const { user } = current;
    await updateUser(work, {
      id: user.id,
      now: work.now,
      columns: {
        password_digest: digest,
        password_updated_at: work.now,
        password_compromised: false,
      },
    });
    if (call.form.flag("sign_out_of_other_sessions") === true) {
      await endUserSessions(work, { userId: user.id, how: "revoked" });
    }
    await tellUser(work, "user.updated", user.id);
    await linkPending(work, current);
    return completeSignIn(call, {
      work,
      current,
      strategy: "email_code",
      firstFactor: { strategy: "reset_password", status: "verified", attempts: 1 },
    });
  });
}

function requireNewPasswordStep({ signIn }: CurrentSignIn): void {
  if (signIn.status === "needs_new_password") return;
  throw clerkError("clientStateInvalid", {
    values: { action: "reset password", resolution: "Verify a reset code first." },
  });
}

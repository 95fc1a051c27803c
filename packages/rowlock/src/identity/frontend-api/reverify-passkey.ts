// Proving again who one is by a passkey: of the signed-in user's own alone, which are named to the device.
import { clerkError } from "../errors/clerk-api-error.ts";
import { findSession, type SessionRow, saveReverification } from "../store/sessions.ts";
import { lockUserRow, type User } from "../store/users.ts";
import { requireNotLocked } from "../users/lockout.ts";
import { checkPasskey, credentialNames, takeChallenge, usePasskey } from "../users/passkeys.ts";
import type { PasskeyVerification } from "../verification/passkey-verification.ts";
import { parseAssertion, startAssertion } from "../verification/webauthn.ts";
import { change, type FrontendCall } from "./frontend-call.ts";
import { passkeyOrigin } from "./passkey-origin.ts";

export function askForOwnPasskey(call: FrontendCall, user: User): Promise<PasskeyVerification> {
  const origin = passkeyOrigin(call);
  const allowed = credentialNames(user.passkeys);
  if (allowed.length === 0) throw clerkError("strategyForUserInvalid", { param: "strategy" });
  const { random, clock } = call.instance;
  return startAssertion({ origin, random, now: clock(), allowed });
}

export async function proveOwnPasskey(
  call: FrontendCall,
  { session }: { readonly session: SessionRow },
): Promise<PasskeyVerification> {
  const origin = passkeyOrigin(call);
  const credential = parseAssertion(call.form.requireText("public_key_credential"));
  const asked = await change(call, async (work) => {
    // The user's row is what tries made together wait for.
    if ((await lockUserRow(work, session.user_id)) === undefined) {
      throw clerkError("authenticationInvalid");
    }
    const reverification = (await findSession(work, session.id))?.reverification ?? null;
    if (reverification === null) throw clerkError("reverificationMissing");
    const save = (first_factor: PasskeyVerification) =>
      saveReverification(work, {
        id: session.id,
        reverification: { ...reverification, first_factor },
      });
    return takeChallenge(work, { prepared: reverification.first_factor, save });
  });
  if (asked.origin !== origin) throw clerkError("passkeyVerificationInvalid");
  const checked = await checkPasskey(call.instance, { ...asked, credential });
  return change(call, async (work) => {
    const user = await lockUserRow(work, session.user_id);
    if (user === undefined) throw clerkError("authenticationInvalid");
    requireNotLocked(user, work.now);
    await usePasskey(work, { user, checked });
    return { ...asked, challenge: null, status: "verified" };
  });
}

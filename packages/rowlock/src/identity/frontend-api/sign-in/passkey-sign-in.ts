// Signing in by a passkey: the device is asked without a word of who it is about, and its answer names the user. After an
// identifier was given, it has to be that user's own.
import { clerkError } from "../../errors/clerk-api-error.ts";
import { lockClient } from "../../store/clients.ts";
import { findSignIn, type SignInRow, saveSignIn } from "../../store/sign-ins.ts";
import { lockUserRow } from "../../store/users.ts";
import { requireListedUser } from "../../users/access-rules.ts";
import { requireNotLocked } from "../../users/lockout.ts";
import { checkPasskey, takeChallenge, usePasskey } from "../../users/passkeys.ts";
import type { PasskeyVerification } from "../../verification/passkey-verification.ts";
import { parseAssertion, startAssertion } from "../../verification/webauthn.ts";
import type { Work } from "../../work.ts";
import { change, type FrontendCall, requireClient } from "../frontend-call.ts";
import { passkeyOrigin } from "../passkey-origin.ts";
import { requireMaySignIn } from "./begin-sign-in.ts";
import { completeSignIn, requireCurrentSignIn } from "./current-sign-in.ts";

/**
 * A challenge for whatever passkey the device has for this page. None is named: an identifier alone must not tell which
 * credentials somebody has.
 */
export async function preparePasskey(call: FrontendCall, id: string): Promise<SignInRow> {
  const origin = passkeyOrigin(call);
  const { random, clock } = call.instance;
  const verification = await startAssertion({ origin, random, now: clock(), allowed: [] });
  return change(call, async (work) => {
    const { signIn } = await lockWaiting(call, { work, id });
    const prepared: SignInRow = { ...signIn, first_factor: verification, updated_at: work.now };
    await saveSignIn(work, prepared);
    return prepared;
  });
}

export async function attemptPasskey(call: FrontendCall, id: string): Promise<SignInRow> {
  const origin = passkeyOrigin(call);
  const credential = parseAssertion(call.form.requireText("public_key_credential"));
  const asked = await change(call, async (work) => {
    const { signIn } = await lockWaiting(call, { work, id });
    const save = (first_factor: PasskeyVerification) =>
      saveSignIn(work, { ...signIn, first_factor, updated_at: work.now });
    return takeChallenge(work, { prepared: signIn.first_factor, save });
  });
  if (asked.origin !== origin) throw clerkError("passkeyVerificationInvalid");
  const checked = await checkPasskey(call.instance, { ...asked, credential });
  return change(call, async (work) => {
    // INVARIANT: what the check found counts only for who is found free here, with the user's row locked.
    const { client, signIn } = await lockWaiting(call, { work, id });
    const { user_id: userId } = checked.passkey;
    if (signIn.user_id !== null && signIn.user_id !== userId) throw clerkError("passkeyFailure");
    const user = await lockUserRow(work, userId);
    if (user === undefined) throw clerkError("passkeyNotRegistered");
    requireNotLocked(user, work.now);
    await usePasskey(work, { user, checked });
    await requireListedUser(work, user);
    await requireMaySignIn(work, { client, user });
    return completeSignIn(call, {
      work,
      current: { client, user, signIn: { ...signIn, user_id: user.id } },
      strategy: "passkey",
      firstFactor: { ...asked, challenge: null, status: "verified" },
      bothFactors: work.settings.passkeys.satisfies_second_factor,
    });
  });
}

/** The client's sign-in, locked, while it waits for a first factor. It may have no user yet. */
async function lockWaiting(
  call: FrontendCall,
  { work, id }: { readonly work: Work; readonly id: string },
) {
  const client = await lockClient(work, requireClient(call).id);
  if (client === undefined) throw clerkError("signedOut");
  const found = await findSignIn(work, { id, clientId: client.id, lock: true });
  const signIn = requireCurrentSignIn(found, { id, client, now: work.now });
  if (signIn.status === "needs_identifier" || signIn.status === "needs_first_factor") {
    return { client, signIn };
  }
  throw clerkError("clientStateInvalid", {
    values: { action: "a passkey's step", resolution: "Start a new sign in." },
  });
}

// The second proof, after the first was right: a code of the authenticator app, one sent by SMS, or a backup code. A wrong
// one is counted as a wrong password is, and the count ends only when both proofs were right.
import { clerkError } from "../../errors/clerk-api-error.ts";
import {
  type SecondFactor,
  type SignInGrant,
  type SignInRow,
  saveSignIn,
} from "../../store/sign-ins.ts";
import {
  requireSecondFactor,
  sendSecondFactor,
  trySecondFactorCode,
} from "../../users/second-factors.ts";
import type { Work } from "../../work.ts";
import { change, type FrontendCall } from "../frontend-call.ts";
import { type CurrentSignIn, finishSignIn, lockCurrentSignIn } from "./current-sign-in.ts";

export async function prepareSecondFactor(call: FrontendCall, id: string): Promise<SignInRow> {
  const strategy = call.form.requireText("strategy");
  const phoneNumberId = call.form.text("phone_number_id") ?? undefined;
  return change(call, async (work) => {
    const current = await lockCurrentSignIn(call, { work, id });
    grantOf(current, "prepare second factor");
    const second_factor = await sendSecondFactor(work, {
      user: current.user,
      strategy,
      phoneNumberId,
    });
    const prepared: SignInRow = { ...current.signIn, second_factor, updated_at: work.now };
    await saveSignIn(work, prepared);
    return prepared;
  });
}

export async function attemptSecondFactor(call: FrontendCall, id: string): Promise<SignInRow> {
  const strategy = call.form.requireText("strategy");
  const code = call.form.requireText("code");
  return change(call, async (work) => {
    const current = await lockCurrentSignIn(call, { work, id });
    const grant = grantOf(current, "attempt second factor");
    const secondFactor = await prove(work, { current, strategy, code });
    const firstFactor = current.signIn.first_factor;
    return finishSignIn(call, { work, current, grant, firstFactor, secondFactor });
  });
}

/** What the sign-in gives when the second factor is right. @throws ClerkApiError when it does not wait for one */
function grantOf({ signIn }: CurrentSignIn, action: string): SignInGrant {
  if (signIn.status === "needs_second_factor" && signIn.grant_after !== null) {
    return signIn.grant_after;
  }
  throw clerkError("clientStateInvalid", {
    values: { action, resolution: "Verify the first factor before." },
  });
}

async function prove(
  work: Work,
  options: {
    readonly current: CurrentSignIn;
    readonly strategy: string;
    readonly code: string;
  },
): Promise<SecondFactor> {
  const { current, strategy, code } = options;
  const { signIn, user } = current;
  if (strategy !== "phone_code") {
    const proved = await requireSecondFactor(work, { user, strategy, code });
    return { strategy: proved, status: "verified", attempts: 1 };
  }
  const prepared = signIn.second_factor;
  const { verification, failure } = await trySecondFactorCode(work, { user, prepared, code });
  await saveSignIn(work, { ...signIn, second_factor: verification, updated_at: work.now });
  if (failure !== undefined) throw failure;
  return verification;
}

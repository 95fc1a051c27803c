// The second proof, after the first was right: a code of the authenticator app, or a backup code. A wrong one is counted
// as a wrong password is, and the count ends only when both proofs were right.
import { clerkError } from "../../errors/clerk-api-error.ts";
import type { SignInRow } from "../../store/sign-ins.ts";
import { requireSecondFactor } from "../../users/second-factors.ts";
import { change, type FrontendCall } from "../frontend-call.ts";
import { finishSignIn, lockCurrentSignIn } from "./current-sign-in.ts";

export async function attemptSecondFactor(call: FrontendCall, id: string): Promise<SignInRow> {
  const strategy = call.form.requireText("strategy");
  const code = call.form.requireText("code");
  return change(call, async (work) => {
    const current = await lockCurrentSignIn(call, { work, id });
    const { signIn, user } = current;
    if (signIn.status !== "needs_second_factor" || signIn.grant_after === null) {
      throw clerkError("clientStateInvalid", {
        values: { action: "attempt second factor", resolution: "Verify the first factor before." },
      });
    }
    const proved = await requireSecondFactor(work, { user, strategy, code });
    return finishSignIn(call, {
      work,
      current,
      grant: signIn.grant_after,
      firstFactor: signIn.first_factor,
      secondFactor: { strategy: proved, status: "verified", attempts: 1 },
    });
  });
}

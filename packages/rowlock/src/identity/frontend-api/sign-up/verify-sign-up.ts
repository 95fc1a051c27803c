// Verifying the address of a sign-up by a code.
import { clerkError } from "../../errors/clerk-api-error.ts";
import { sendCode } from "../../mail/send-code.ts";
import { type SignUpRow, saveSignUp } from "../../store/sign-ups.ts";
import { requireFreeEmailAddress } from "../../users/find-identifier-owner.ts";
import { codeError } from "../../verification/code-error.ts";
import { tryCode } from "../../verification/code-verification.ts";
import { change, type FrontendCall } from "../frontend-call.ts";
import { completeIfReady, lockCurrentSignUp } from "./current-sign-up.ts";

function requireEmailCode(call: FrontendCall): void {
  const strategy = call.form.text("strategy") ?? "email_code";
  if (strategy === "email_code") return;
  throw clerkError("paramValueDisabled", { param: "strategy", values: { value: strategy } });
}

export async function prepareVerification(call: FrontendCall, id: string): Promise<SignUpRow> {
  requireEmailCode(call);
  return change(call, async (work) => {
    const { signUp } = await lockCurrentSignUp(call, { work, id });
    const emailAddress = requireAddress(signUp);
    await requireFreeEmailAddress(work, { emailAddress, param: "email_address" });
    const verification = await sendCode(work, { strategy: "email_code", emailAddress });
    const prepared: SignUpRow = {
      ...signUp,
      email_verification: verification,
      updated_at: work.now,
    };
    await saveSignUp(work, prepared);
    return prepared;
  });
}

export async function attemptVerification(call: FrontendCall, id: string): Promise<SignUpRow> {
  requireEmailCode(call);
  const code = call.form.requireText("code");
  return change(call, async (work) => {
    const { client, signUp } = await lockCurrentSignUp(call, { work, id });
    requireAddress(signUp);
    const prepared = signUp.email_verification;
    if (prepared === null || !("code" in prepared)) throw clerkError("verificationMissing");
    const attempt = tryCode(prepared, { code, now: work.now });
    const tried: SignUpRow = {
      ...signUp,
      email_verification: attempt.verification,
      updated_at: work.now,
    };
    await saveSignUp(work, tried);
    if (attempt.outcome !== "verified") throw codeError(attempt);
    return completeIfReady(call, { work, client, signUp: tried });
  });
}

function requireAddress(signUp: SignUpRow): string {
  if (signUp.email_verification?.status === "verified")
    throw clerkError("verificationAlreadyVerified");
  if (signUp.email_address !== null) return signUp.email_address;
  throw clerkError("paramMissing", { param: "email_address" });
}

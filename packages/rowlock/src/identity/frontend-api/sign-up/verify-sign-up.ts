// Verifying the address or the number of a sign-up by a code.
import { clerkError } from "../../errors/clerk-api-error.ts";
import { sendCode } from "../../messages/send-code.ts";
import { phonePresence } from "../../settings.ts";
import { type SignUpRow, saveSignUp } from "../../store/sign-ups.ts";
import {
  requireFreeEmailAddress,
  requireFreePhoneNumber,
} from "../../users/find-identifier-owner.ts";
import { codeError } from "../../verification/code-error.ts";
import { type CodeVerification, tryCode } from "../../verification/code-verification.ts";
import type { Work } from "../../work.ts";
import { change, type FrontendCall } from "../frontend-call.ts";
import { completeIfReady, lockCurrentSignUp } from "./current-sign-up.ts";

type Strategy = "email_code" | "phone_code";

function readStrategy({ form, instance }: FrontendCall): Strategy {
  const strategy = form.text("strategy") ?? "email_code";
  if (strategy === "email_code") return strategy;
  const phone = phonePresence(instance.settings.current()) !== "off";
  if (strategy === "phone_code" && phone) return strategy;
  throw clerkError("paramValueDisabled", { param: "strategy", values: { value: strategy } });
}

export async function prepareVerification(call: FrontendCall, id: string): Promise<SignUpRow> {
  const strategy = readStrategy(call);
  return change(call, async (work) => {
    const { signUp } = await lockCurrentSignUp(call, { work, id });
    const to = requireGiven(signUp, strategy);
    await requireFree(work, { strategy, to });
    const verification = await sendCode(work, { strategy, to });
    const prepared = withVerification(signUp, { strategy, verification, now: work.now });
    await saveSignUp(work, prepared);
    return prepared;
  });
}

export async function attemptVerification(call: FrontendCall, id: string): Promise<SignUpRow> {
  const strategy = readStrategy(call);
  const code = call.form.requireText("code");
  return change(call, async (work) => {
    const { client, signUp } = await lockCurrentSignUp(call, { work, id });
    requireGiven(signUp, strategy);
    const prepared = verificationOf(signUp, strategy);
    if (prepared === null || !("code" in prepared)) throw clerkError("verificationMissing");
    const attempt = tryCode(prepared, { code, now: work.now });
    const { verification } = attempt;
    const tried = withVerification(signUp, { strategy, verification, now: work.now });
    await saveSignUp(work, tried);
    if (attempt.outcome !== "verified") throw codeError(attempt);
    return completeIfReady(call, { work, client, signUp: tried });
  });
}

function verificationOf(signUp: SignUpRow, strategy: Strategy): SignUpRow["email_verification"] {
  return strategy === "email_code" ? signUp.email_verification : signUp.phone_verification;
}

function withVerification(
  signUp: SignUpRow,
  change: {
    readonly strategy: Strategy;
    readonly verification: CodeVerification;
    readonly now: number;
  },
): SignUpRow {
  const { strategy, verification, now } = change;
  return strategy === "email_code"
    ? { ...signUp, email_verification: verification, updated_at: now }
    : { ...signUp, phone_verification: verification, updated_at: now };
}

/** What the code goes to. @throws ClerkApiError when it is not given or is verified already */
function requireGiven(signUp: SignUpRow, strategy: Strategy): string {
  if (verificationOf(signUp, strategy)?.status === "verified") {
    throw clerkError("verificationAlreadyVerified");
  }
  const given = strategy === "email_code" ? signUp.email_address : signUp.phone_number;
  if (given !== null) return given;
  const param = strategy === "email_code" ? "email_address" : "phone_number";
  throw clerkError("paramMissing", { param });
}

function requireFree(
  work: Work,
  { strategy, to }: { readonly strategy: Strategy; readonly to: string },
): Promise<void> {
  return strategy === "email_code"
    ? requireFreeEmailAddress(work, { emailAddress: to, param: "email_address" })
    : requireFreePhoneNumber(work, { phoneNumber: to, param: "phone_number" });
}

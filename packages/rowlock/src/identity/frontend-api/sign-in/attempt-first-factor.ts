// The proof: a password or a code. A wrong one is counted, and too many lock the user.
import { clerkError } from "../../errors/clerk-api-error.ts";
import { isForeignDigest } from "../../passwords/foreign-digests.ts";
import { type SignInRow, saveSignIn } from "../../store/sign-ins.ts";
import { type User, updateUser } from "../../store/users.ts";
import { markVerified } from "../../users/change-emails.ts";
import { countFailure } from "../../users/lockout.ts";
import { codeError } from "../../verification/code-error.ts";
import { type CodeVerification, tryCode } from "../../verification/code-verification.ts";
import type { Work } from "../../work.ts";
import { change, type FrontendCall } from "../frontend-call.ts";
import {
  type CurrentSignIn,
  completeSignIn,
  findCurrentSignIn,
  lockCurrentSignIn,
} from "./current-sign-in.ts";

export async function attemptFirstFactor(call: FrontendCall, id: string): Promise<SignInRow> {
  const strategy =
    call.form.text("strategy") ?? (call.form.has("code") ? "email_code" : "password");
  switch (strategy) {
    case "password":
      return attemptPassword(call, id);
    case "email_code":
    case "reset_password_email_code":
      return attemptCode(call, { id, strategy });
    default:
      throw clerkError("strategyForUserInvalid", { param: "strategy" });
  }
}

async function attemptPassword(call: FrontendCall, id: string): Promise<SignInRow> {
  const password = call.form.requireText("password");
  const checked = await findPasswordUser(call, id);
  const { passwords } = call.instance;
  const right = await passwords.verify(password, checked.password_digest);
  const moved = right && isForeignDigest(checked.password_digest ?? "");
  const renewed = moved ? await passwords.hash(password) : undefined;
  return change(call, async (work) => {
    // INVARIANT: what the check found is told only to who is found free here, with the user's row locked.
    const current = await lockCurrentSignIn(call, { work, id });
    requireWaiting(current);
    const failure = clerkError("passwordIncorrect", { param: "password", keepsWork: true });
    if (!right) throw await countFailure(work, { user: current.user, failure });
    if (current.user.password_digest !== checked.password_digest) throw failure;
    const { id: userId } = current.user;
    const columns = { password_digest: renewed };
    await updateUser(work, { id: userId, now: work.now, columns, touch: true });
    return completeSignIn(call, {
      work,
      current,
      strategy: "password",
      firstFactor: { strategy: "password", status: "verified", attempts: 1 },
    });
  });
}

async function findPasswordUser(call: FrontendCall, id: string): Promise<User> {
  const current = await findCurrentSignIn(call, id);
  requireWaiting(current);
  if (current.user.password_digest === null) {
    throw clerkError("strategyForUserInvalid", { param: "strategy" });
  }
  if (current.user.password_compromised) {
    throw clerkError("passwordCompromised", { param: "password" });
  }
  return current.user;
}

function requireWaiting({ signIn }: CurrentSignIn): void {
  if (signIn.status === "needs_first_factor") return;
  throw clerkError("clientStateInvalid", {
    values: { action: "attempt first factor", resolution: "Start a new sign in." },
  });
}

function attemptCode(
  call: FrontendCall,
  { id, strategy }: { readonly id: string; readonly strategy: CodeVerification["strategy"] },
): Promise<SignInRow> {
  const code = call.form.requireText("code");
  return change(call, async (work) => {
    const current = await lockCurrentSignIn(call, { work, id });
    requireWaiting(current);
    const { signIn, user } = current;
    const prepared = signIn.first_factor;
    if (prepared === null || !("code" in prepared)) throw clerkError("verificationMissing");
    if (prepared.strategy !== strategy) throw clerkError("verificationStrategyInvalid");
    requireOwnAddress(user, prepared);
    const attempt = tryCode(prepared, { code, now: work.now });
    const tried: SignInRow = {
      ...signIn,
      first_factor: attempt.verification,
      updated_at: work.now,
    };
    await saveSignIn(work, tried);
    if (attempt.outcome !== "verified") {
      throw await countFailure(work, { user, failure: codeError(attempt) });
    }
    await markAddressVerified(work, { user, verification: attempt.verification });
    if (strategy === "reset_password_email_code") {
      const next: SignInRow = { ...tried, status: "needs_new_password" };
      await saveSignIn(work, next);
      return next;
    }
    return completeSignIn(call, {
      work,
      current,
      strategy,
      firstFactor: attempt.verification,
    });
  });
}

/** A code proves who reads the mail of an address: of one that the user has no more, it proves nothing. */
export function requireOwnAddress(user: User, { email_address_id }: CodeVerification): void {
  if (user.email_addresses.some(({ id, claimed }) => claimed && id === email_address_id)) return;
  throw clerkError("verificationMissing");
}

/** An address that was only reserved for the user is verified by its first right code. */
async function markAddressVerified(
  work: Work,
  { user, verification }: { readonly user: User; readonly verification: CodeVerification },
): Promise<void> {
  const email = user.email_addresses.find(({ id }) => id === verification.email_address_id);
  if (email === undefined) return;
  await markVerified(work, { email, verification: { ...verification, strategy: "email_code" } });
}

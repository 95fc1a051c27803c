// The proof: a password or a code. A wrong one is counted, and too many lock the user.
import { clerkError } from "../../errors/clerk-api-error.ts";
import { isForeignDigest } from "../../passwords/foreign-digests.ts";
import { firstFactorPhones } from "../../resources/sign-in.ts";
import type { Settings } from "../../settings.ts";
import { type SignInRow, saveSignIn } from "../../store/sign-ins.ts";
import { type User, updateUser } from "../../store/users.ts";
import { markVerified } from "../../users/change-emails.ts";
import { saveVerification } from "../../users/change-phones.ts";
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
import { linkPending } from "./link-pending.ts";
import { attemptPasskey } from "./passkey-sign-in.ts";

export async function attemptFirstFactor(call: FrontendCall, id: string): Promise<SignInRow> {
  const strategy =
    call.form.text("strategy") ?? (call.form.has("code") ? "email_code" : "password");
  switch (strategy) {
    case "password":
      return attemptPassword(call, id);
    case "email_code":
    case "reset_password_email_code":
    case "phone_code":
    case "reset_password_phone_code":
      return attemptCode(call, { id, strategy });
    case "passkey":
      return attemptPasskey(call, id);
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
    requireOwnIdentification(prepared, { user, settings: work.settings });
    requireLinkedAddress(signIn, { prepared, user });
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
    await markIdentificationVerified(work, { user, verification: attempt.verification });
    const linking = signIn.account_to_link !== null && strategy === "email_code";
    // A password of somebody who never proved the address may be a stranger's.
    const doubtful = linking && user.password_digest !== null && !isProved(prepared, user);
    if (strategy.startsWith("reset_password") || doubtful) {
      const next: SignInRow = { ...tried, status: "needs_new_password" };
      await saveSignIn(work, next);
      return next;
    }
    if (linking) await linkPending(work, { signIn, user });
    return completeSignIn(call, {
      work,
      current,
      strategy,
      firstFactor: attempt.verification,
    });
  });
}

/** A code proves who reads what is sent to an address or number: of one that the user has no more, it proves nothing. */
export function requireOwnIdentification(
  { identification_id }: CodeVerification,
  { user, settings }: { readonly user: User; readonly settings: Settings },
): void {
  const own = [
    ...user.email_addresses.filter(({ claimed }) => claimed),
    ...firstFactorPhones(user, settings),
  ];
  if (!own.some(({ id }) => id === identification_id)) throw clerkError("verificationMissing");
}

/** Who came from a provider with an address that is to be proved proves that one. */
function requireLinkedAddress(
  { account_to_link }: SignInRow,
  { prepared, user }: { readonly prepared: CodeVerification; readonly user: User },
): void {
  if (account_to_link === null || prepared.strategy !== "email_code") return;
  const email = user.email_addresses.find(({ id }) => id === prepared.identification_id);
  if (email?.email_address === account_to_link.email_address) return;
  throw clerkError("verificationStrategyInvalid");
}

function isProved({ identification_id }: CodeVerification, user: User): boolean {
  const email = user.email_addresses.find(({ id }) => id === identification_id);
  return email?.verification?.status === "verified";
}

/** An address or number that was only reserved for the user is verified by its first right code. */
async function markIdentificationVerified(
  work: Work,
  { user, verification }: { readonly user: User; readonly verification: CodeVerification },
): Promise<void> {
  const { identification_id } = verification;
  const email = user.email_addresses.find(({ id }) => id === identification_id);
  if (email !== undefined) {
    await markVerified(work, { email, verification: { ...verification, strategy: "email_code" } });
  }
  const phone = user.phone_numbers.find(({ id }) => id === identification_id);
  if (phone !== undefined && phone.verification?.status !== "verified") {
    const code = { ...verification, strategy: "phone_code" } as const;
    await saveVerification(work, { user, phone, verification: code });
  }
}

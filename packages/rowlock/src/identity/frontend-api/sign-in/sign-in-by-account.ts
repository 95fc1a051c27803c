// A sign-in by a provider: begun, and decided when somebody came back from there. Known: signed in. Unknown, with a user's
// address that both sides verified: linked and signed in; that one side did not verify: a code first. Nobody's: it may go
// on as a sign-up.
import { type ClerkApiError, clerkError } from "../../errors/clerk-api-error.ts";
import { type ClientRow, detachAttempt } from "../../store/clients.ts";
import { findClaimedEmailAddress } from "../../store/email-addresses.ts";
import { findClaimedAccount } from "../../store/external-accounts.ts";
import { type SignInRow, saveSignIn } from "../../store/sign-ins.ts";
import { findSignUp } from "../../store/sign-ups.ts";
import { lockUserRow, type User } from "../../store/users.ts";
import { requireAllowedAddress, requireListedUser } from "../../users/access-rules.ts";
import { claimAccount, linkAccount } from "../../users/link-account.ts";
import { requireNotLocked } from "../../users/lockout.ts";
import { tellUser } from "../../users/tell-user.ts";
import {
  endOAuth,
  type OAuthVerification,
  type ProviderAccount,
} from "../../verification/oauth-verification.ts";
import type { Work } from "../../work.ts";
import { change, type FrontendCall } from "../frontend-call.ts";
import { beginOAuth, type OAuthRequest } from "../oauth/begin-oauth.ts";
import { insertNewSignIn, requireMaySignIn } from "./begin-sign-in.ts";
import { completeSignIn } from "./current-sign-in.ts";

export function beginSignIn(call: FrontendCall, request: OAuthRequest): Promise<SignInRow> {
  return change(call, async (work) => {
    const client = await call.clientToken.ensure(work);
    await requireMaySignIn(work, { client, user: undefined });
    const signIn = await newSignIn(call, { work, client });
    const purpose = { kind: "sign_in", id: signIn.id } as const;
    const first_factor = await beginOAuth(work, { request, clientId: client.id, purpose });
    const begun: SignInRow = { ...signIn, first_factor };
    await saveSignIn(work, begun);
    // An attempt of the other kind that failed before would be taken for the outcome of this one.
    await detachAttempt(work, { id: client.id, attempt: "sign_up" });
    return begun;
  });
}

function newSignIn(
  call: FrontendCall,
  { work, client }: { readonly work: Work; readonly client: ClientRow },
): Promise<SignInRow> {
  return insertNewSignIn(work, {
    client,
    status: "needs_identifier",
    identifier: null,
    user: undefined,
    locale: call.form.clearableText("locale", 64) ?? null,
  });
}

/** `transfer=true`: the account that a sign-up was refused for signs in. @throws ClerkApiError account_transfer_invalid */
export function transferToSignIn(call: FrontendCall): Promise<SignInRow> {
  return change(call, async (work) => {
    const client = await call.clientToken.ensure(work);
    const { id: clientId, sign_up_id: id } = client;
    const signUp = id === null ? undefined : await findSignUp(work, { id, clientId, lock: true });
    const verification = signUp?.external_account?.verification;
    const account = verification?.account ?? null;
    if (verification?.status !== "transferable" || account === null) {
      throw clerkError("accountTransferInvalid");
    }
    const signIn = await newSignIn(call, { work, client });
    await detachAttempt(work, { id: clientId, attempt: "sign_up" });
    return decideSignIn(call, { work, client, signIn, verification, account });
  });
}

export interface ReturnedSignIn {
  readonly work: Work;
  readonly client: ClientRow;
  readonly signIn: SignInRow;
  readonly verification: OAuthVerification;
  readonly account: ProviderAccount;
}

/** Keeps a refusal in the attempt: the browser is on its way, and hears of it when it is back. */
export async function failSignIn(
  { work, signIn, verification }: Omit<ReturnedSignIn, "account">,
  error: ClerkApiError,
): Promise<SignInRow> {
  const first_factor = endOAuth(verification, { status: "failed", error: error.errors[0] ?? null });
  const failed: SignInRow = { ...signIn, first_factor, updated_at: work.now };
  await saveSignIn(work, failed);
  return failed;
}

/** @throws ClerkApiError when whoever came may not come in */
export async function decideSignIn(
  call: FrontendCall,
  returned: ReturnedSignIn,
): Promise<SignInRow> {
  const { work, account } = returned;
  const known = await findClaimedAccount(work, account);
  if (known !== undefined) {
    const user = await admit(returned, known.user_id);
    await claimAccount(work, { row: known, account });
    return signInAs(call, { ...returned, user });
  }
  const email = await findClaimedEmailAddress(work, account.email_address);
  if (email === undefined) return offerSignUp(returned);
  const user = await admit(returned, email.user_id);
  if (account.email_address_verified && email.verification?.status === "verified") {
    await linkAccount(work, { userId: user.id, account });
    await tellUser(work, "user.updated", user.id);
    return signInAs(call, { ...returned, user });
  }
  const waiting: SignInRow = {
    ...returned.signIn,
    status: "needs_first_factor",
    identifier: account.email_address,
    user_id: user.id,
    first_factor: null,
    account_to_link: account,
    updated_at: work.now,
  };
  await saveSignIn(work, waiting);
  return waiting;
}

/** The user, locked, when they may come in here and now. @throws ClerkApiError */
async function admit({ work, client, signIn }: ReturnedSignIn, userId: string): Promise<User> {
  const user = await lockUserRow(work, userId);
  if (user === undefined) throw clerkError("externalAccountNotFound");
  // One who gave an identifier first comes as that person or not at all.
  if (signIn.user_id !== null && signIn.user_id !== user.id) {
    throw clerkError("strategyForUserInvalid", { param: "strategy" });
  }
  requireNotLocked(user, work.now);
  await requireListedUser(work, user);
  await requireMaySignIn(work, { client, user });
  return user;
}

function signInAs(
  call: FrontendCall,
  { work, client, signIn, verification, account, user }: ReturnedSignIn & { readonly user: User },
): Promise<SignInRow> {
  const { provider, email_address: identifier } = account;
  return completeSignIn(call, {
    work,
    current: { client, signIn: { ...signIn, identifier, user_id: user.id }, user },
    strategy: provider,
    firstFactor: endOAuth(verification, { status: "verified" }),
  });
}

/** @throws ClerkApiError when nobody new may come, or not with this address */
async function offerSignUp({
  work,
  signIn,
  verification,
  account,
}: ReturnedSignIn): Promise<SignInRow> {
  if (signIn.user_id !== null) throw clerkError("externalAccountNotFound");
  await requireAllowedAddress(work, account.email_address, { invited: false });
  const [error] = clerkError("externalAccountNotFound").errors;
  const first_factor = endOAuth(verification, {
    status: "transferable",
    error: error ?? null,
    account,
  });
  const offered: SignInRow = { ...signIn, first_factor, updated_at: work.now };
  await saveSignIn(work, offered);
  return offered;
}

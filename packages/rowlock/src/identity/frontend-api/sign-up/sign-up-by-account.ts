// A sign-up by a provider: what the provider says of somebody new fills it in. An account or address that a user has
// already may go on as a sign-in.
import { type ClerkApiError, clerkError } from "../../errors/clerk-api-error.ts";
import { type ClientRow, detachAttempt } from "../../store/clients.ts";
import { findClaimedEmailAddress } from "../../store/email-addresses.ts";
import { findClaimedAccount } from "../../store/external-accounts.ts";
import { findSignIn } from "../../store/sign-ins.ts";
import { type SignUpRow, saveSignUp } from "../../store/sign-ups.ts";
import { requireAllowedAddress } from "../../users/access-rules.ts";
import {
  endOAuth,
  type OAuthVerification,
  type ProviderAccount,
} from "../../verification/oauth-verification.ts";
import type { Work } from "../../work.ts";
import type { FrontendCall } from "../frontend-call.ts";
import { beginOAuth, type OAuthRequest } from "../oauth/begin-oauth.ts";
import { completeIfReady } from "./current-sign-up.ts";
import { requireInvitedAddress } from "./sign-up-ticket.ts";

interface Attempt {
  readonly work: Work;
  readonly client: ClientRow;
  readonly signUp: SignUpRow;
}

/** Sends a sign-up, new or under way, to its provider. */
export async function beginSignUp(
  { work, client, signUp }: Attempt,
  request: OAuthRequest,
): Promise<SignUpRow> {
  const purpose = { kind: "sign_up", id: signUp.id } as const;
  const verification = await beginOAuth(work, { request, clientId: client.id, purpose });
  const begun: SignUpRow = { ...signUp, external_account: { verification, account: null } };
  await saveSignUp(work, begun);
  await detachAttempt(work, { id: client.id, attempt: "sign_in" });
  return begun;
}

/** `transfer=true`: the account that a sign-in did not find signs up. @throws ClerkApiError account_transfer_invalid */
export async function transferToSignUp(call: FrontendCall, attempt: Attempt): Promise<SignUpRow> {
  const { work, client } = attempt;
  const { id: clientId, sign_in_id: id } = client;
  const signIn = id === null ? undefined : await findSignIn(work, { id, clientId, lock: true });
  const factor = signIn?.first_factor ?? null;
  if (factor === null || !("url" in factor) || factor.status !== "transferable") {
    throw clerkError("accountTransferInvalid");
  }
  const { account } = factor;
  if (account === null) throw clerkError("accountTransferInvalid");
  await detachAttempt(work, { id: clientId, attempt: "sign_in" });
  return decideSignUp(call, { ...attempt, verification: factor, account });
}

export interface ReturnedSignUp extends Attempt {
  readonly verification: OAuthVerification;
  readonly account: ProviderAccount;
}

/** Keeps a refusal in the attempt. */
export async function failSignUp(
  { work, signUp, verification }: Omit<ReturnedSignUp, "account">,
  error: ClerkApiError,
): Promise<SignUpRow> {
  const failed = endOAuth(verification, { status: "failed", error: error.errors[0] ?? null });
  return save({ work, signUp }, { verification: failed, account: null });
}

async function save(
  { work, signUp }: Pick<Attempt, "work" | "signUp">,
  external_account: SignUpRow["external_account"],
): Promise<SignUpRow> {
  const saved: SignUpRow = { ...signUp, external_account, updated_at: work.now };
  await saveSignUp(work, saved);
  return saved;
}

/** @throws ClerkApiError when whoever came may not sign up */
export async function decideSignUp(
  call: FrontendCall,
  returned: ReturnedSignUp,
): Promise<SignUpRow> {
  const { work, client, signUp, verification, account } = returned;
  const taken =
    (await findClaimedAccount(work, account)) ??
    (await findClaimedEmailAddress(work, account.email_address));
  if (taken !== undefined) {
    const [error] = clerkError("externalAccountExists").errors;
    const transferable = endOAuth(verification, {
      status: "transferable",
      error: error ?? null,
      account,
    });
    return save(returned, { verification: transferable, account: null });
  }
  requireInvitedAddress(signUp, account.email_address);
  await requireAllowedAddress(work, account.email_address, { invited: signUp.ticket !== null });
  const verified = { verification: endOAuth(verification, { status: "verified" }), account };
  const filled = await save({ work, signUp: fill(returned) }, verified);
  return completeIfReady(call, { work, client, signUp: filled });
}

/** What the person gave themselves stays, but for the address: it is the provider's. */
function fill({ work, signUp, account }: ReturnedSignUp): SignUpRow {
  const { email_address, provider } = account;
  const same = signUp.email_address === email_address;
  const named = work.settings.name !== "off";
  return {
    ...signUp,
    email_address,
    email_verification: account.email_address_verified
      ? { strategy: `from_${provider}`, status: "verified" }
      : same
        ? signUp.email_verification
        : null,
    first_name: signUp.first_name ?? (named ? account.first_name || null : null),
    last_name: signUp.last_name ?? (named ? account.last_name || null : null),
  };
}

// Connecting an account to somebody who is signed in, or renewing one that is connected. The session that asked must still
// be alive when the browser comes back. An account or address of somebody else stays theirs.
import { type ClerkApiError, clerkError } from "../../errors/clerk-api-error.ts";
import { isAlive } from "../../resources/session-state.ts";
import type { ClientRow } from "../../store/clients.ts";
import { findClaimedEmailAddress } from "../../store/email-addresses.ts";
import {
  findClaimedAccount,
  findExternalAccount,
  saveExternalAccount,
} from "../../store/external-accounts.ts";
import type { OAuthPurpose } from "../../store/oauth-states.ts";
import { findSession } from "../../store/sessions.ts";
import { type ExternalAccountRow, lockUserRow, type User } from "../../store/users.ts";
import { addEmailAddress, markVerified } from "../../users/change-emails.ts";
import { claimAccount } from "../../users/link-account.ts";
import { tellUser } from "../../users/tell-user.ts";
import {
  endOAuth,
  type ProviderAccount,
  startOAuth,
} from "../../verification/oauth-verification.ts";
import type { Work } from "../../work.ts";

export interface Connecting {
  readonly work: Work;
  readonly client: ClientRow;
  readonly purpose: Extract<OAuthPurpose, { readonly kind: "external_account" }>;
}

/** @throws ClerkApiError oauth_callback_invalid */
async function requireUnderWay({
  work,
  client,
  purpose,
}: Connecting): Promise<{ readonly user: User; readonly row: ExternalAccountRow }> {
  const session = await findSession(work, purpose.sessionId);
  const row = await findExternalAccount(work, purpose.id);
  const own = session?.client_id === client.id && session.user_id === row?.user_id;
  if (session === undefined || row === undefined || !own || !isAlive(session, work)) {
    throw clerkError("oauthCallbackInvalid");
  }
  const user = await lockUserRow(work, row.user_id);
  if (user === undefined || user.banned) throw clerkError("oauthCallbackInvalid");
  return { user, row };
}

/** Keeps why nothing was connected with the account. One that was connected before stays so. */
export async function failConnection(
  connecting: Connecting,
  error: ClerkApiError,
): Promise<ExternalAccountRow> {
  const { work } = connecting;
  const { row } = await requireUnderWay(connecting);
  const begun = row.verification ?? startOAuth({ strategy: row.provider, url: "", now: work.now });
  const failed = endOAuth(begun, { status: "failed", error: error.errors[0] ?? null });
  const verification = row.claimed ? { ...failed, status: "verified" as const } : failed;
  const kept: ExternalAccountRow = { ...row, verification, updated_at: work.now };
  await saveExternalAccount(work, kept);
  return kept;
}

/** @throws ClerkApiError when the account can't be this user's */
export async function decideConnection(
  connecting: Connecting,
  account: ProviderAccount,
): Promise<ExternalAccountRow> {
  const { work } = connecting;
  const { user, row } = await requireUnderWay(connecting);
  const owner = await findClaimedAccount(work, account);
  if (owner !== undefined && owner.user_id !== user.id) {
    throw clerkError("oauthIdentificationClaimed");
  }
  if (owner !== undefined && owner.id !== row.id) throw clerkError("oauthAccountAlreadyConnected");
  // Renewing is for the account that is connected, not for another one at the same provider.
  if (row.claimed && owner === undefined) throw clerkError("externalAccountNotFound");
  await takeAddress(work, { user, account });
  const connected = await claimAccount(work, { row, account });
  await tellUser(work, "user.updated", user.id);
  return connected;
}

/** The address that came along becomes the user's own, where the provider has verified it. */
async function takeAddress(
  work: Work,
  { user, account }: { readonly user: User; readonly account: ProviderAccount },
): Promise<void> {
  const { email_address: emailAddress } = account;
  const holder = await findClaimedEmailAddress(work, emailAddress);
  if (holder !== undefined && holder.user_id !== user.id) {
    throw clerkError("oauthIdentificationClaimed");
  }
  if (!account.email_address_verified) return;
  const verification = { strategy: `from_${account.provider}`, status: "verified" } as const;
  const own = user.email_addresses.find(({ email_address }) => email_address === emailAddress);
  if (own !== undefined) return markVerified(work, { email: own, verification });
  await addEmailAddress(work, { user, emailAddress, claimed: true, verification });
}

// A user's accounts at providers of social sign-in: linked once they were proved, renewed when somebody comes by them,
// taken away. What the provider gives to ask it with is a text that only this service knows.
import { clerkError } from "../errors/clerk-api-error.ts";
import {
  type AccountToken,
  deleteExternalAccountRow,
  insertExternalAccount,
  saveAccountToken,
  saveExternalAccount,
} from "../store/external-accounts.ts";
import { type ExternalAccountRow, type User, updateUser } from "../store/users.ts";
import { endOAuth, type ProviderAccount, startOAuth } from "../verification/oauth-verification.ts";
import type { Work } from "../work.ts";
import { hasOtherIdentification } from "./other-identification.ts";

const TOKEN_LIFETIME_MS = 60 * 60 * 1000;

/** An account of which nothing is proved yet. */
export function newAccountRow(
  work: Work,
  { userId, provider }: { readonly userId: string; readonly provider: ProviderAccount["provider"] },
): ExternalAccountRow {
  return {
    id: work.newId("externalAccount"),
    identification_id: work.newId("identification"),
    user_id: userId,
    provider,
    provider_user_id: "",
    claimed: false,
    email_address: "",
    email_address_verified: false,
    first_name: "",
    last_name: "",
    username: null,
    approved_scopes: "",
    verification: null,
    created_at: work.now,
    updated_at: work.now,
  };
}

/** Links an account that was proved to a user who has it from now on. The caller tells of it. */
export async function linkAccount(
  work: Work,
  { userId, account }: { readonly userId: string; readonly account: ProviderAccount },
): Promise<ExternalAccountRow> {
  const row = newAccountRow(work, { userId, provider: account.provider });
  await insertExternalAccount(work, row);
  return claimAccount(work, { row, account });
}

/** Writes what the provider says of somebody who has just come from there. */
export async function claimAccount(
  work: Work,
  { row, account }: { readonly row: ExternalAccountRow; readonly account: ProviderAccount },
): Promise<ExternalAccountRow> {
  const started = startOAuth({ strategy: account.provider, url: "", now: work.now });
  const claimed: ExternalAccountRow = {
    ...row,
    ...account,
    approved_scopes: unionOf(row.approved_scopes, account.approved_scopes),
    claimed: true,
    verification: endOAuth(started, { status: "verified" }),
    updated_at: work.now,
  };
  await saveExternalAccount(work, claimed);
  await giveToken(work, row.id);
  await updateUser(work, { id: row.user_id, now: work.now, columns: {} });
  return claimed;
}

function unionOf(...scopes: readonly string[]): string {
  return [...new Set(scopes.join(" ").split(" ").filter(Boolean))].join(" ");
}

/** A fresh token in place of the one before. */
export async function giveToken(work: Work, externalAccountId: string): Promise<AccountToken> {
  const token: AccountToken = {
    external_account_id: externalAccountId,
    access_token: `rowlock_${work.newSecret()}`,
    expires_at: work.now + TOKEN_LIFETIME_MS,
  };
  await saveAccountToken(work, token);
  return token;
}

/** @throws ClerkApiError when it is the user's last way in */
export async function removeAccount(
  work: Work,
  { user, account }: { readonly user: User; readonly account: ExternalAccountRow },
): Promise<void> {
  if (account.claimed && !hasOtherIdentification(user, account)) {
    throw clerkError("lastIdentification");
  }
  await deleteExternalAccountRow(work, account.id);
  await updateUser(work, { id: user.id, now: work.now, columns: {} });
}

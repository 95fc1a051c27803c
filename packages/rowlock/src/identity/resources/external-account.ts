// The wire form of an account at a provider of social sign-in, the same in both APIs; and of what a provider gave to ask it.
import type { Addresses } from "../addresses.ts";
import type { AccountToken } from "../store/external-accounts.ts";
import type { ExternalAccountRow } from "../store/users.ts";
import type { OAuthVerification } from "../verification/oauth-verification.ts";
import { imageUrl } from "./image-url.ts";
import { oauthVerificationJson } from "./verification.ts";

export function externalAccountJson(
  account: ExternalAccountRow,
  {
    addresses,
    now,
    shown = account.verification,
  }: {
    readonly addresses: Addresses;
    readonly now: number;
    /** In place of the stored verification: that of a round trip which has just begun. */
    readonly shown?: OAuthVerification | null;
  },
) {
  return {
    object: "external_account",
    id: account.id,
    provider: account.provider,
    identification_id: account.identification_id,
    provider_user_id: account.provider_user_id,
    approved_scopes: account.approved_scopes,
    email_address: account.email_address,
    email_address_verified: account.email_address_verified,
    first_name: account.first_name,
    last_name: account.last_name,
    // Drawn here: the provider's own picture lies on a host that is not asked.
    image_url: imageUrl({ ...account, kind: "user", image_id: null }, addresses),
    username: account.username,
    phone_number: null,
    public_metadata: {},
    label: null,
    created_at: account.created_at,
    updated_at: account.updated_at,
    verification: shown === null ? null : oauthVerificationJson(shown, now),
  } as const;
}

export function oauthAccessTokenJson(account: ExternalAccountRow, token: AccountToken) {
  return {
    object: "oauth_access_token",
    external_account_id: account.id,
    provider_user_id: account.provider_user_id,
    token: token.access_token,
    expires_at: token.expires_at,
    provider: account.provider,
    public_metadata: {},
    label: null,
    scopes: account.approved_scopes.split(" ").filter(Boolean),
  } as const;
}

// The wire forms of a user: what the user's own browser sees, what the Backend API adds, and what other members of an
// organization see. INVARIANT: private metadata is in the Backend API's form alone.
import type { Addresses } from "../addresses.ts";
import type { Settings } from "../settings.ts";
import type { Membership } from "../store/memberships.ts";
import type { User, UserRow } from "../store/users.ts";
import { emailAddressJson } from "./email-address.ts";
import { externalAccountJson } from "./external-account.ts";
import { imageUrl } from "./image-url.ts";
import { membershipJson } from "./organization.ts";
import { backendPasskeyJson, passkeyJson } from "./passkey.ts";
import { phoneNumberJson } from "./phone-number.ts";
import { hasSecondFactor } from "./second-factor.ts";

export interface ResourceContext {
  readonly addresses: Addresses;
  readonly now: number;
  readonly settings: Settings;
}

/** The user as the user's own browser sees them. */
export function userJson(
  user: User,
  { memberships, ...context }: ResourceContext & { readonly memberships: readonly Membership[] },
) {
  return {
    ...sharedUserJson(user, context),
    profile_image_id: user.image_id ?? "",
    organization_memberships: memberships.map((membership) =>
      membershipJson(membership, { ...context, user: undefined }),
    ),
  };
}

function sharedUserJson(user: User, { addresses, now, settings }: ResourceContext) {
  const lock = lockState(user, now);
  return {
    object: "user",
    id: user.id,
    username: user.username,
    first_name: user.first_name,
    last_name: user.last_name,
    locale: user.locale,
    image_url: imageUrl({ kind: "user", ...user }, addresses),
    has_image: user.image_id !== null,
    primary_email_address_id: user.primary_email_address_id,
    primary_phone_number_id: user.primary_phone_number_id,
    primary_web3_wallet_id: null,
    password_enabled: user.password_digest !== null,
    two_factor_enabled: hasSecondFactor(user),
    totp_enabled: user.totp_enabled,
    backup_code_enabled: user.backup_code_enabled,
    email_addresses: user.email_addresses.map((email) =>
      emailAddressJson(email, { now, accounts: user.external_accounts }),
    ),
    phone_numbers: user.phone_numbers.map((phone) => phoneNumberJson(phone, { now })),
    web3_wallets: [],
    passkeys: user.passkeys.map((passkey) => passkeyJson(passkey, now)),
    external_accounts: user.external_accounts.map((account) =>
      externalAccountJson(account, { addresses, now }),
    ),
    saml_accounts: [],
    enterprise_accounts: [],
    password_last_updated_at: user.password_updated_at,
    public_metadata: user.public_metadata,
    unsafe_metadata: user.unsafe_metadata,
    external_id: user.external_id,
    last_sign_in_at: user.last_sign_in_at,
    last_active_at: user.last_active_at,
    create_organization_enabled: user.create_organization_enabled,
    create_organizations_limit: user.create_organizations_limit,
    delete_self_enabled: user.delete_self_enabled && settings.delete_self,
    legal_accepted_at: user.legal_accepted_at,
    banned: user.banned,
    locked: lock.locked,
    lockout_expires_in_seconds: lock.remainingSeconds,
    verification_attempts_remaining: Math.max(
      0,
      settings.lockout.max_attempts - user.failed_attempts,
    ),
    mfa_enabled_at: user.mfa_enabled_at,
    mfa_disabled_at: user.mfa_disabled_at,
    created_at: user.created_at,
    updated_at: user.updated_at,
  } as const;
}

/** The user as the Backend API and webhooks give them. */
export function backendUserJson(user: User, context: ResourceContext) {
  return {
    ...sharedUserJson(user, context),
    passkeys: user.passkeys.map((passkey) => backendPasskeyJson(passkey, context.now)),
    organization_memberships: null,
    private_metadata: user.private_metadata,
    bypass_client_trust: false,
  };
}

/** The user as events tell of them: memberships have events of their own. */
export function userEventJson(user: User, context: ResourceContext) {
  const { organization_memberships: _memberships, ...told } = backendUserJson(user, context);
  return told;
}

export interface LockState {
  readonly locked: boolean;
  /** Null while locked: until somebody unlocks. */
  readonly remainingSeconds: number | null;
}

/** Whether the user is locked out as of now: a lockout ends by itself. */
export function lockState(
  user: Pick<UserRow, "locked" | "lockout_expires_at">,
  now: number,
): LockState {
  if (!user.locked) return { locked: false, remainingSeconds: null };
  if (user.lockout_expires_at === null) return { locked: true, remainingSeconds: null };
  const remaining = Math.ceil((user.lockout_expires_at - now) / 1000);
  return remaining > 0
    ? { locked: true, remainingSeconds: remaining }
    : { locked: false, remainingSeconds: null };
}

// Who has an address, a phone number or a username already. Two people never share one.

import { clerkError } from "../errors/clerk-api-error.ts";
import { findClaimedEmailAddress, findClaimedGmailAddress } from "../store/email-addresses.ts";
import type { Queryable } from "../store/identity-database.ts";
import { findClaimedPhoneNumber } from "../store/phone-numbers.ts";
import { findExternalIdOwner, findUsernameOwner } from "../store/users.ts";
import type { Work } from "../work.ts";

/** @throws ClerkApiError form_identifier_exists */
export async function requireFreeEmailAddress(
  work: Work,
  options: {
    readonly emailAddress: string;
    readonly param: string;
    /** Whose own address it may be. */
    readonly userId?: string | undefined;
  },
): Promise<void> {
  const { emailAddress } = options;
  const owner =
    (await findClaimedEmailAddress(work, emailAddress)) ??
    (work.settings.restrictions.ignore_dots_for_gmail_addresses
      ? await findClaimedGmailAddress(work, emailAddress)
      : undefined);
  if (owner === undefined || owner.user_id === options.userId) return;
  throw clerkError("identifierExists", {
    param: options.param,
    values: { name: "email address" },
  });
}

/** @throws ClerkApiError form_identifier_exists */
export async function requireFreePhoneNumber(
  database: Queryable,
  options: {
    readonly phoneNumber: string;
    readonly param: string;
    /** Whose own number it may be. */
    readonly userId?: string | undefined;
  },
): Promise<void> {
  const owner = await findClaimedPhoneNumber(database, options.phoneNumber);
  if (owner === undefined || owner.user_id === options.userId) return;
  throw clerkError("identifierExists", {
    param: options.param,
    values: { name: "phone number" },
  });
}

/** @throws ClerkApiError form_identifier_exists */
export async function requireFreeUsername(
  database: Queryable,
  options: { readonly username: string; readonly userId?: string | undefined },
): Promise<void> {
  const owner = await findUsernameOwner(database, options.username);
  if (owner === undefined || owner.id === options.userId) return;
  throw clerkError("identifierExists", { param: "username", values: { name: "username" } });
}

/** @throws ClerkApiError form_identifier_exists */
export async function requireFreeExternalId(
  database: Queryable,
  options: { readonly externalId: string; readonly userId?: string | undefined },
): Promise<void> {
  const owner = await findExternalIdOwner(database, options.externalId);
  if (owner === undefined || owner.id === options.userId) return;
  throw clerkError("identifierExists", { param: "external_id", values: { name: "external id" } });
}

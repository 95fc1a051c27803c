// Who may become a user at all: the instance's allowlist, blocklist and rule about subaddresses.
import { clerkError } from "../errors/clerk-api-error.ts";
import { requireServedCountry } from "../messages/send-sms.ts";
import { identifierOf } from "../resources/public-user.ts";
import { type IdentifierList, isListed } from "../store/restricted-identifiers.ts";
import type { User } from "../store/users.ts";
import type { Work } from "../work.ts";
import { DISPOSABLE_DOMAINS } from "./disposable-domains.ts";

function listed(
  work: Work,
  { list, emailAddress }: { readonly list: IdentifierList; readonly emailAddress: string },
): Promise<boolean> {
  const domain = emailAddress.slice(emailAddress.lastIndexOf("@"));
  return isListed(work, { list, identifiers: [emailAddress, `*${domain}`, domain] });
}

/** @throws ClerkApiError not_allowed_access, sign_up_mode_restricted */
export async function requireAllowedAddress(
  work: Work,
  emailAddress: string,
  options: { readonly invited: boolean },
): Promise<void> {
  const { restrictions } = work.settings;
  const local = emailAddress.slice(0, emailAddress.lastIndexOf("@"));
  if (restrictions.block_email_subaddresses && /[+=#]/.test(local)) {
    throw clerkError("emailSubaddress", { param: "email_address" });
  }
  const domain = emailAddress.slice(emailAddress.lastIndexOf("@") + 1);
  if (restrictions.block_disposable_email_domains && DISPOSABLE_DOMAINS.has(domain)) {
    throw clerkError("disposableEmail", { param: "email_address" });
  }
  if (options.invited) return;
  requireOpenSignUp(work);
  const refusal = () => clerkError("identifierNotAllowed", { values: { who: emailAddress } });
  if (restrictions.blocklist && (await listed(work, { list: "block", emailAddress }))) {
    throw refusal();
  }
  if (restrictions.allowlist && !(await listed(work, { list: "allow", emailAddress }))) {
    throw refusal();
  }
}

/** @throws ClerkApiError sign_up_mode_restricted */
export function requireOpenSignUp({ settings }: Work): void {
  if (settings.sign_up_mode === "restricted") throw clerkError("signUpRestricted");
  if (settings.sign_up_mode === "waitlist") throw clerkError("signUpRestrictedWaitlist");
}

/**
 * Whether somebody may sign up who gives no email address.
 * @throws ClerkApiError not_allowed_access, sign_up_mode_restricted
 */
export async function requireAllowedWithoutAddress(
  work: Work,
  identifiers: readonly string[],
): Promise<void> {
  requireOpenSignUp(work);
  if (!work.settings.restrictions.allowlist) return;
  if (await isListed(work, { list: "allow", identifiers })) return;
  throw clerkError("identifierNotAllowed", { values: { who: identifiers.join(", ") } });
}

/** @throws ClerkApiError not_allowed_access */
export async function requireAllowedNumber(work: Work, phoneNumber: string): Promise<void> {
  requireServedCountry(work, phoneNumber);
  const key = { list: "block", identifiers: [phoneNumber] } as const;
  if (work.settings.restrictions.blocklist && (await isListed(work, key))) {
    throw clerkError("identifierNotAllowed", { values: { who: phoneNumber } });
  }
}

/**
 * Holds a user who is there already against the lists, where they count for signing in.
 * @throws ClerkApiError not_allowed_access
 */
export async function requireListedUser(work: Work, user: User): Promise<void> {
  const { restrictions } = work.settings;
  if (restrictions.allowlist_blocklist_disabled_on_sign_in) return;
  const on = async (list: IdentifierList) => {
    for (const { email_address: emailAddress } of user.email_addresses) {
      if (await listed(work, { list, emailAddress })) return true;
    }
    const identifiers = user.phone_numbers.map(({ phone_number }) => phone_number);
    return isListed(work, { list, identifiers });
  };
  const refused =
    (restrictions.blocklist && (await on("block"))) ||
    (restrictions.allowlist && !(await on("allow")));
  if (refused) throw clerkError("identifierNotAllowed", { values: { who: identifierOf(user) } });
}

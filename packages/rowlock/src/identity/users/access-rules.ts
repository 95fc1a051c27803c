// Who may become a user at all: the instance's allowlist, blocklist and rule about subaddresses.
import { clerkError } from "../errors/clerk-api-error.ts";
import { type IdentifierList, isListed } from "../store/restricted-identifiers.ts";
import type { Work } from "../work.ts";

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
  const { restrictions, sign_up_mode } = work.settings;
  const local = emailAddress.slice(0, emailAddress.lastIndexOf("@"));
  if (restrictions.block_email_subaddresses && /[+=#]/.test(local)) {
    throw clerkError("emailSubaddress", { param: "email_address" });
  }
  if (options.invited) return;
  if (sign_up_mode === "restricted") throw clerkError("signUpRestricted");
  const refusal = () => clerkError("identifierNotAllowed", { values: { who: emailAddress } });
  if (restrictions.blocklist && (await listed(work, { list: "block", emailAddress }))) {
    throw refusal();
  }
  if (restrictions.allowlist && !(await listed(work, { list: "allow", emailAddress }))) {
    throw refusal();
  }
}

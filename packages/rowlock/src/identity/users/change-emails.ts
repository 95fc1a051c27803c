// Changes to a user's addresses: add, verify, make primary, take away. A user keeps at least one.
import { clerkError } from "../errors/clerk-api-error.ts";
import { sendMail } from "../messages/send-mail.ts";
import { enroll } from "../organizations/enroll.ts";
import {
  deleteEmailAddressRow,
  insertEmailAddress,
  updateEmailAddress,
} from "../store/email-addresses.ts";
import {
  type EmailAddressRow,
  type IdentificationVerification,
  type User,
  updateUser,
} from "../store/users.ts";
import type { Work } from "../work.ts";
import { requireFreeEmailAddress } from "./find-identifier-owner.ts";

/** Adds an address. Claimed: nobody else can have it from now on. @throws ClerkApiError when it is taken */
export async function addEmailAddress(
  work: Work,
  options: {
    readonly user: User;
    readonly emailAddress: string;
    readonly claimed: boolean;
    readonly verification: IdentificationVerification | null;
  },
): Promise<string> {
  const { user, emailAddress } = options;
  await requireFreeEmailAddress(work, { emailAddress, param: "email_address" });
  if (user.email_addresses.some((email) => email.email_address === emailAddress)) {
    throw clerkError("identifierExists", {
      param: "email_address",
      values: { name: "email address" },
    });
  }
  const id = work.newId("emailAddress");
  await insertEmailAddress(work, {
    id,
    userId: user.id,
    emailAddress,
    claimed: options.claimed,
    verification: options.verification,
    now: work.now,
  });
  const primary = user.primary_email_address_id ?? (options.claimed ? id : null);
  const columns = { primary_email_address_id: primary };
  await updateUser(work, { id: user.id, now: work.now, columns });
  return id;
}

/** An address that was only reserved for its user is verified by what proves that they read its mail. */
export async function markVerified(
  work: Work,
  {
    email,
    verification,
  }: { readonly email: EmailAddressRow; readonly verification: IdentificationVerification },
): Promise<void> {
  if (email.verification?.status === "verified") return;
  await updateEmailAddress(work, { id: email.id, claimed: true, verification, now: work.now });
  const { email_address: emailAddress, user_id } = email;
  await enroll(work, { user: { id: user_id }, emailAddress });
}

/** @throws ClerkApiError when it is not verified */
export async function makePrimary(
  work: Work,
  options: {
    readonly user: User;
    readonly email: Pick<EmailAddressRow, "id" | "email_address" | "claimed">;
    /** True: the old primary address hears of it. */
    readonly notify?: boolean | undefined;
  },
): Promise<void> {
  const { user, email } = options;
  if (!email.claimed) {
    throw clerkError("verificationNeeded", { param: "primary_email_address_id" });
  }
  const old = user.email_addresses.find(({ id }) => id === user.primary_email_address_id);
  await updateUser(work, {
    id: user.id,
    now: work.now,
    columns: { primary_email_address_id: email.id },
  });
  if (options.notify !== true || old === undefined || old.id === email.id) return;
  await sendMail(work, {
    to: old.email_address,
    slug: "primary_email_address_changed",
    text: "",
    data: { new_email_address: email.email_address },
    userId: user.id,
  });
}

/** Takes an address away; the next one becomes primary. @throws ClerkApiError when it is the last one */
export async function removeEmailAddress(
  work: Work,
  { user, email }: { readonly user: User; readonly email: Pick<EmailAddressRow, "id" | "claimed"> },
): Promise<void> {
  const left = user.email_addresses.filter(({ id, claimed }) => id !== email.id && claimed);
  if (email.claimed && left.length === 0) {
    throw clerkError("lastRequiredIdentification", { values: { name: "email address" } });
  }
  await deleteEmailAddressRow(work, email.id);
  const primary =
    user.primary_email_address_id === email.id
      ? (left[0]?.id ?? null)
      : user.primary_email_address_id;
  await updateUser(work, {
    id: user.id,
    now: work.now,
    columns: { primary_email_address_id: primary },
  });
}

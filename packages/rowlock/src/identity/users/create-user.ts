// A new user with their addresses and phone numbers, wherever they come from: a sign-up, the Backend API, a file. The
// first of each is the primary one. Passwords come hashed.
import { enroll } from "../organizations/enroll.ts";
import { insertEmailAddress } from "../store/email-addresses.ts";
import { insertPhoneNumber } from "../store/phone-numbers.ts";
import {
  findUser,
  type IdentificationVerification,
  insertUser,
  type User,
  type UserColumns,
  updateUser,
} from "../store/users.ts";
import type { ProviderAccount } from "../verification/oauth-verification.ts";
import type { Work } from "../work.ts";
import {
  requireFreeEmailAddress,
  requireFreeExternalId,
  requireFreePhoneNumber,
  requireFreeUsername,
} from "./find-identifier-owner.ts";
import { linkAccount } from "./link-account.ts";
import { tellUser } from "./tell-user.ts";

export interface NewUser {
  /** Absent: one is made. */
  readonly id?: string | undefined;
  readonly emailAddresses: readonly NewEmailAddress[];
  readonly phoneNumbers?: readonly NewPhoneNumber[] | undefined;
  /** Proved at their providers. */
  readonly externalAccounts?: readonly ProviderAccount[] | undefined;
  readonly columns: UserColumns;
  /** The request's parameter to name when an address is taken. */
  readonly emailParam: string;
}

export interface NewEmailAddress {
  readonly emailAddress: string;
  /** Null: reserved for the user without having been verified. */
  readonly verification: IdentificationVerification | null;
}

export interface NewPhoneNumber {
  /** In E.164. */
  readonly phoneNumber: string;
  /** Null: reserved for the user without having been verified. */
  readonly verification: IdentificationVerification | null;
}

/** @throws ClerkApiError form_identifier_exists */
export async function createUser(work: Work, options: NewUser): Promise<User> {
  const id = options.id ?? work.newId("user");
  const { username, external_id } = options.columns;
  if (username) await requireFreeUsername(work, { username });
  if (external_id) await requireFreeExternalId(work, { externalId: external_id });
  await insertUser(work, { id, now: work.now, columns: options.columns });
  let primary: string | null = null;
  for (const email of options.emailAddresses) {
    await requireFreeEmailAddress(work, {
      emailAddress: email.emailAddress,
      param: options.emailParam,
      userId: id,
    });
    const emailId = work.newId("emailAddress");
    primary ??= emailId;
    await insertEmailAddress(work, {
      ...email,
      id: emailId,
      userId: id,
      claimed: true,
      now: work.now,
    });
  }
  let primaryPhone: string | null = null;
  for (const phone of options.phoneNumbers ?? []) {
    const phoneId = await addNumber(work, { ...phone, userId: id });
    primaryPhone ??= phoneId;
  }
  for (const account of options.externalAccounts ?? []) {
    await linkAccount(work, { userId: id, account });
  }
  await updateUser(work, {
    id,
    now: work.now,
    columns: { primary_email_address_id: primary, primary_phone_number_id: primaryPhone },
    touch: true,
  });
  for (const { emailAddress, verification } of options.emailAddresses) {
    if (verification?.status === "verified") await enroll(work, { user: { id }, emailAddress });
  }
  await tellUser(work, "user.created", id);
  const user = await findUser(work, id);
  if (user === undefined) throw new Error("A user that was just made is gone");
  return user;
}

async function addNumber(
  work: Work,
  { userId, phoneNumber, verification }: NewPhoneNumber & { readonly userId: string },
): Promise<string> {
  await requireFreePhoneNumber(work, { phoneNumber, param: "phone_number", userId });
  const id = work.newId("phoneNumber");
  await insertPhoneNumber(work, {
    id,
    user_id: userId,
    phone_number: phoneNumber,
    claimed: true,
    verification,
    reserved_for_second_factor: false,
    default_second_factor: false,
    now: work.now,
  });
  return id;
}

// Email addresses of users. Addresses are kept in lower case; one that is claimed belongs to one user only.
import { param, sql } from "../../sql/fragment.ts";
import { json, number, type Queryable } from "./identity-database.ts";
import type { EmailAddressRow, IdentificationVerification } from "./users.ts";

export async function insertEmailAddress(
  database: Queryable,
  email: {
    readonly id: string;
    readonly userId: string;
    readonly emailAddress: string;
    readonly claimed: boolean;
    readonly verification: IdentificationVerification | null;
    readonly now: number;
  },
): Promise<void> {
  await database.query(sql`
    insert into email_addresses (id, user_id, email_address, claimed, verification, created_at, updated_at)
    values (
      ${param(email.id)}, ${param(email.userId)}, ${param(email.emailAddress)}, ${param(String(email.claimed))},
      ${email.verification === null ? param(null) : json(email.verification)},
      ${number(email.now)}, ${number(email.now)}
    )`);
}

export async function findEmailAddress(
  database: Queryable,
  id: string,
): Promise<EmailAddressRow | undefined> {
  const [email] = await database.query<EmailAddressRow>(
    sql`select * from email_addresses where id = ${param(id)}`,
  );
  return email;
}

/** The one who has this address for sure; an unverified address of somebody does not count. */
export async function findClaimedEmailAddress(
  database: Queryable,
  emailAddress: string,
): Promise<EmailAddressRow | undefined> {
  const [email] = await database.query<EmailAddressRow>(
    sql`select * from email_addresses where email_address = ${param(emailAddress)} and claimed`,
  );
  return email;
}

/**
 * The one who has this mailbox: with Gmail an address with other dots is the same, as is one by the service's other
 * name. Undefined for an address elsewhere.
 */
export async function findClaimedGmailAddress(
  database: Queryable,
  emailAddress: string,
): Promise<EmailAddressRow | undefined> {
  const [, local] = /^(.+)@(?:gmail|googlemail)\.com$/.exec(emailAddress) ?? [];
  if (local === undefined) return undefined;
  const [email] = await database.query<EmailAddressRow>(sql`
    select * from email_addresses
    where claimed and split_part(email_address, '@', 2) in ('gmail.com', 'googlemail.com')
      and replace(split_part(email_address, '@', 1), '.', '') = ${param(local.replaceAll(".", ""))}
    order by created_at limit 1`);
  return email;
}

export async function updateEmailAddress(
  database: Queryable,
  change: {
    readonly id: string;
    readonly claimed: boolean;
    readonly verification: IdentificationVerification | null;
    readonly now: number;
  },
): Promise<void> {
  await database.query(sql`
    update email_addresses set
      claimed = ${param(String(change.claimed))},
      verification = ${change.verification === null ? param(null) : json(change.verification)},
      updated_at = ${number(change.now)}
    where id = ${param(change.id)}`);
}

export async function deleteEmailAddressRow(database: Queryable, id: string): Promise<void> {
  await database.query(sql`delete from email_addresses where id = ${param(id)}`);
}

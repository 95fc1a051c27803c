// Phone numbers of users, in E.164. One that is claimed belongs to one user only.
import { param, sql } from "../../sql/fragment.ts";
import { json, number, type Queryable } from "./identity-database.ts";
import type { PhoneNumberRow } from "./users.ts";

export async function insertPhoneNumber(
  database: Queryable,
  phone: Omit<PhoneNumberRow, "created_at" | "updated_at"> & { readonly now: number },
): Promise<void> {
  const { verification } = phone;
  await database.query(sql`
    insert into phone_numbers (id, user_id, phone_number, claimed, verification, reserved_for_second_factor,
      default_second_factor, created_at, updated_at)
    values (
      ${param(phone.id)}, ${param(phone.user_id)}, ${param(phone.phone_number)}, ${param(String(phone.claimed))},
      ${verification === null ? param(null) : json(verification)},
      ${param(String(phone.reserved_for_second_factor))}, ${param(String(phone.default_second_factor))},
      ${number(phone.now)}, ${number(phone.now)}
    )`);
}

export async function findPhoneNumber(
  database: Queryable,
  id: string,
): Promise<PhoneNumberRow | undefined> {
  const [phone] = await database.query<PhoneNumberRow>(
    sql`select * from phone_numbers where id = ${param(id)}`,
  );
  return phone;
}

/** The one who has this number for sure; an unverified number of somebody does not count. */
export async function findClaimedPhoneNumber(
  database: Queryable,
  phoneNumber: string,
): Promise<PhoneNumberRow | undefined> {
  const [phone] = await database.query<PhoneNumberRow>(
    sql`select * from phone_numbers where phone_number = ${param(phoneNumber)} and claimed`,
  );
  return phone;
}

/** Writes everything of a number that changes. */
export async function savePhoneNumber(
  database: Queryable,
  { now, ...phone }: PhoneNumberRow & { readonly now: number },
): Promise<void> {
  const { verification } = phone;
  await database.query(sql`
    update phone_numbers set
      claimed = ${param(String(phone.claimed))},
      verification = ${verification === null ? param(null) : json(verification)},
      reserved_for_second_factor = ${param(String(phone.reserved_for_second_factor))},
      default_second_factor = ${param(String(phone.default_second_factor))},
      updated_at = ${number(now)}
    where id = ${param(phone.id)}`);
}

export async function deletePhoneNumberRow(database: Queryable, id: string): Promise<void> {
  await database.query(sql`delete from phone_numbers where id = ${param(id)}`);
}

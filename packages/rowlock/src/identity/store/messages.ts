// The inbox: every email and SMS that the service would have sent. Nothing ever leaves the machine.
import { param, sql } from "../../sql/fragment.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import { json, number, only, type Queryable } from "./identity-database.ts";

export interface MessageRow {
  readonly id: string;
  readonly channel: "email" | "sms";
  /** An email address or a phone number. */
  readonly recipient: string;
  readonly slug: string;
  /** The part before the @, or a phone number. */
  readonly sender: string;
  /** Empty for an SMS. */
  readonly subject: string;
  readonly body: string;
  /** What the text was made of: a code, an address to open. */
  readonly data: JsonObject;
  readonly user_id: string | null;
  /** Of an SMS, where its number is a user's. */
  readonly phone_number_id: string | null;
  /** False: the app's server delivers it. */
  readonly delivered_by_clerk: boolean;
  readonly created_at: number;
}

export async function insertMessage(database: Queryable, message: MessageRow): Promise<void> {
  await database.query(sql`
    insert into messages (id, channel, recipient, slug, sender, subject, body, data, user_id, phone_number_id,
      delivered_by_clerk, created_at)
    values (${param(message.id)}, ${param(message.channel)}, ${param(message.recipient)}, ${param(message.slug)},
      ${param(message.sender)}, ${param(message.subject)}, ${param(message.body)}, ${json(message.data)},
      ${param(message.user_id)}, ${param(message.phone_number_id)}, ${param(String(message.delivered_by_clerk))}, ${number(message.created_at)})`);
}

export async function listMessages(
  database: Queryable,
  options: {
    readonly to?: string | undefined;
    readonly limit: number;
    readonly offset: number;
  },
): Promise<readonly MessageRow[]> {
  const where =
    options.to === undefined ? sql`` : sql`where recipient = ${param(options.to.toLowerCase())}`;
  return database.query<MessageRow>(sql`
    select * from messages ${where} order by created_at desc, id collate "C" desc
    limit ${number(options.limit)} offset ${number(options.offset)}`);
}

export async function countMessages(database: Queryable, to?: string): Promise<number> {
  const where = to === undefined ? sql`` : sql`where recipient = ${param(to.toLowerCase())}`;
  return only(
    await database.query<{ count: number }>(
      sql`select count(*)::int4 as count from messages ${where}`,
    ),
  ).count;
}

/** Takes away every copy of a kind of message to an address. */
export async function deleteMessages(
  database: Queryable,
  key: { readonly to: string; readonly slug: string },
): Promise<void> {
  await database.query(
    sql`delete from messages where recipient = ${param(key.to)} and slug = ${param(key.slug)}`,
  );
}

/** How many went to an address since a moment: the brake on codes. */
export async function countRecentMessages(
  database: Queryable,
  key: { readonly to: string; readonly since: number },
): Promise<number> {
  return only(
    await database.query<{ count: number }>(sql`
      select count(*)::int4 as count from messages
      where recipient = ${param(key.to)} and created_at > ${number(key.since)}`),
  ).count;
}

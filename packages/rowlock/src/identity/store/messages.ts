// The inbox: every email that the service would have sent. Nothing ever leaves the machine.
import { param, sql } from "../../sql/fragment.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import { json, number, only, type Queryable } from "./identity-database.ts";

export interface MessageRow {
  readonly id: string;
  readonly to_email_address: string;
  readonly slug: string;
  readonly from_email_name: string;
  readonly subject: string;
  readonly body: string;
  /** What the text was made of: a code, an address to open. */
  readonly data: JsonObject;
  readonly user_id: string | null;
  readonly created_at: number;
}

export async function insertMessage(database: Queryable, message: MessageRow): Promise<void> {
  await database.query(sql`
    insert into messages (id, to_email_address, slug, from_email_name, subject, body, data, user_id, created_at)
    values (${param(message.id)}, ${param(message.to_email_address)}, ${param(message.slug)},
      ${param(message.from_email_name)}, ${param(message.subject)}, ${param(message.body)}, ${json(message.data)}, ${param(message.user_id)},
      ${number(message.created_at)})`);
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
    options.to === undefined
      ? sql``
      : sql`where to_email_address = ${param(options.to.toLowerCase())}`;
  return database.query<MessageRow>(sql`
    select * from messages ${where} order by created_at desc, id collate "C" desc
    limit ${number(options.limit)} offset ${number(options.offset)}`);
}

export async function countMessages(database: Queryable, to?: string): Promise<number> {
  const where = to === undefined ? sql`` : sql`where to_email_address = ${param(to.toLowerCase())}`;
  return only(
    await database.query<{ count: number }>(
      sql`select count(*)::int4 as count from messages ${where}`,
    ),
  ).count;
}

/** Takes away every copy of a kind of mail to an address. */
export async function deleteMessages(
  database: Queryable,
  key: { readonly to: string; readonly slug: string },
): Promise<void> {
  await database.query(
    sql`delete from messages where to_email_address = ${param(key.to)} and slug = ${param(key.slug)}`,
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
      where to_email_address = ${param(key.to)} and created_at > ${number(key.since)}`),
  ).count;
}

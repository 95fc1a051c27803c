// Templates of mail and SMS that somebody changed, by the way a message goes and its kind.
import { param, sql } from "../../sql/fragment.ts";
import { number, type Queryable } from "./identity-database.ts";
import type { MessageRow } from "./messages.ts";

export interface MessageTemplateRow {
  readonly channel: MessageRow["channel"];
  readonly slug: string;
  readonly name: string;
  /** Empty for an SMS. */
  readonly subject: string;
  /** What an editor made the body of; nothing is read of it here. */
  readonly markup: string;
  readonly body: string;
  /** The part before the @; null: the instance's. */
  readonly sender: string | null;
  readonly reply_to: string | null;
  /** False: the app's server delivers what webhooks tell it of. */
  readonly delivered_by_clerk: boolean;
  readonly created_at: number;
  readonly updated_at: number;
}

type Key = Pick<MessageTemplateRow, "channel" | "slug">;

export async function findMessageTemplate(
  database: Queryable,
  key: Key,
): Promise<MessageTemplateRow | undefined> {
  const [template] = await database.query<MessageTemplateRow>(sql`
    select * from message_templates where channel = ${param(key.channel)} and slug = ${param(key.slug)}`);
  return template;
}

export async function listMessageTemplates(
  database: Queryable,
  channel: MessageRow["channel"],
): Promise<readonly MessageTemplateRow[]> {
  return database.query<MessageTemplateRow>(
    sql`select * from message_templates where channel = ${param(channel)}`,
  );
}

/** Writes a template in place of the one before. */
export async function saveMessageTemplate(
  database: Queryable,
  template: MessageTemplateRow,
): Promise<void> {
  await database.query(sql`
    insert into message_templates (channel, slug, name, subject, markup, body, sender, reply_to, delivered_by_clerk,
      created_at, updated_at)
    values (${param(template.channel)}, ${param(template.slug)}, ${param(template.name)}, ${param(template.subject)},
      ${param(template.markup)}, ${param(template.body)}, ${param(template.sender)}, ${param(template.reply_to)},
      ${param(String(template.delivered_by_clerk))}, ${number(template.created_at)}, ${number(template.updated_at)})
    on conflict (channel, slug) do update set name = excluded.name, subject = excluded.subject,
      markup = excluded.markup, body = excluded.body, sender = excluded.sender, reply_to = excluded.reply_to,
      delivered_by_clerk = excluded.delivered_by_clerk, updated_at = excluded.updated_at`);
}

/** Forgets what was changed. */
export async function deleteMessageTemplate(database: Queryable, key: Key): Promise<boolean> {
  const rows = await database.query(sql`
    delete from message_templates where channel = ${param(key.channel)} and slug = ${param(key.slug)}
    returning slug`);
  return rows.length > 0;
}

// A message that stays on the machine: written into the inbox, in the words of its template, and told to the log. A test
// address gets nothing, as with Clerk's test mode.
import type { JsonObject } from "../../tokens/verified-token.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import { findMessageTemplate, type MessageTemplateRow } from "../store/message-templates.ts";
import { countRecentMessages, insertMessage, type MessageRow } from "../store/messages.ts";
import { isTestAddress } from "../verification/code-verification.ts";
import type { Work } from "../work.ts";
import { fillTemplate } from "./fill-template.ts";
import { knownTemplate, unchangedTemplate } from "./message-templates.ts";

const WINDOW_MS = 10 * 60 * 1000;
const MAX_IN_WINDOW = 20;

/** What every message has, whichever way it goes. */
export interface Message {
  readonly to: string;
  /** What the reader acts on: the code or the address to open. Empty for a message that only tells. */
  readonly text: string;
  /** What its template is filled with, beside the app's name. */
  readonly data: JsonObject;
  readonly userId?: string | undefined;
}

/**
 * Gives what was put into the inbox, if anything.
 * @throws ClerkApiError 429 when an address gets too much within ten minutes
 */
export async function sendMessage(
  work: Work,
  message: Message & {
    readonly id: string;
    readonly channel: MessageRow["channel"];
    /** Clerk's name for the kind of message. */
    readonly slug: string;
    readonly sender: string;
    readonly phoneNumberId?: string | undefined;
  },
): Promise<MessageRow | undefined> {
  const { to, channel, slug, text } = message;
  if (work.settings.test_mode && isTestAddress(to)) return undefined;
  const since = work.now - WINDOW_MS;
  if ((await countRecentMessages(work, { to, since })) >= MAX_IN_WINDOW) {
    throw clerkError("tooManyCodes", { retryAfterSeconds: 30 });
  }
  const template = await templateOf(work, message);
  const data = { app: { name: work.settings.application_name }, ...message.data };
  const row: MessageRow = {
    id: message.id,
    channel,
    recipient: to,
    slug,
    sender: template.sender ?? message.sender,
    subject: fillTemplate(template.subject, data),
    body: fillTemplate(template.body, data),
    data,
    user_id: message.userId ?? null,
    phone_number_id: message.phoneNumberId ?? null,
    delivered_by_clerk: template.delivered_by_clerk,
    created_at: work.now,
  };
  await insertMessage(work, row);
  // What the app's server is to deliver is told to its webhook alone.
  if (row.delivered_by_clerk) {
    work.instance.log({ kind: "message", channel, to, subject: row.subject, text });
  }
  return row;
}

async function templateOf(
  work: Work,
  key: { readonly channel: MessageRow["channel"]; readonly slug: string },
): Promise<MessageTemplateRow> {
  const changed = await findMessageTemplate(work, key);
  if (changed !== undefined) return changed;
  const known = knownTemplate(key);
  if (known === undefined) throw new Error(`No template for a message of the kind ${key.slug}`);
  return unchangedTemplate(key, known);
}

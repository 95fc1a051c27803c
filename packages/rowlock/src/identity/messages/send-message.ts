// A message that stays on the machine: written into the inbox and told to the log. A test address gets nothing, as with
// Clerk's test mode.
import type { JsonObject } from "../../tokens/verified-token.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import { countRecentMessages, insertMessage, type MessageRow } from "../store/messages.ts";
import { isTestAddress } from "../verification/code-verification.ts";
import type { Work } from "../work.ts";

const WINDOW_MS = 10 * 60 * 1000;
const MAX_IN_WINDOW = 20;

/** What every message has, whichever way it goes. */
export interface Message {
  readonly to: string;
  /** Clerk's name for the kind of message. */
  readonly slug:
    | "verification_code"
    | "reset_password_code"
    | "invitation"
    | "organization_invitation"
    | "affiliation_code"
    | "waitlist_confirmation"
    | "password_changed"
    | "primary_email_address_changed";
  readonly body: string;
  /** What the reader acts on: the code or the address to open. Empty for a message that only tells. */
  readonly text: string;
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
    readonly sender: string;
    readonly subject: string;
    readonly phoneNumberId?: string | undefined;
  },
): Promise<MessageRow | undefined> {
  const { to } = message;
  if (work.settings.test_mode && isTestAddress(to)) return undefined;
  const since = work.now - WINDOW_MS;
  if ((await countRecentMessages(work, { to, since })) >= MAX_IN_WINDOW) {
    throw clerkError("tooManyCodes", { retryAfterSeconds: 30 });
  }
  const row: MessageRow = {
    id: message.id,
    channel: message.channel,
    recipient: to,
    slug: message.slug,
    sender: message.sender,
    subject: message.subject,
    body: message.body,
    data: message.data,
    user_id: message.userId ?? null,
    phone_number_id: message.phoneNumberId ?? null,
    created_at: work.now,
  };
  await insertMessage(work, row);
  const { channel, subject, text } = message;
  work.instance.log({ kind: "message", channel, to, subject, text });
  return row;
}

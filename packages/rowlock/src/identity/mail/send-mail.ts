// Mail that stays on the machine: written into the inbox, told to the log, and to webhooks as `email.created`.
// An address with +clerk_test gets nothing, as with Clerk's test mode.

import type { JsonObject } from "../../tokens/verified-token.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import { countRecentMessages, insertMessage, type MessageRow } from "../store/messages.ts";
import { isTestAddress } from "../verification/code-verification.ts";
import type { Work } from "../work.ts";

const WINDOW_MS = 10 * 60 * 1000;
const MAX_IN_WINDOW = 20;

export interface Mail {
  readonly to: string;
  /** Clerk's name for the kind of mail. */
  readonly slug:
    | "verification_code"
    | "reset_password_code"
    | "invitation"
    | "organization_invitation"
    | "affiliation_code"
    | "waitlist_confirmation"
    | "password_changed"
    | "primary_email_address_changed";
  readonly subject: string;
  readonly body: string;
  /** What the reader acts on: the code or the address to open. Empty for mail that only tells. */
  readonly text: string;
  readonly data: JsonObject;
  readonly userId?: string | undefined;
}

/** @throws ClerkApiError 429 when an address gets too much within ten minutes */
export async function sendMail(work: Work, mail: Mail): Promise<void> {
  if (work.settings.test_mode && isTestAddress(mail.to)) return;
  const since = work.now - WINDOW_MS;
  if ((await countRecentMessages(work, { to: mail.to, since })) >= MAX_IN_WINDOW) {
    throw clerkError("tooManyCodes", { retryAfterSeconds: 30 });
  }
  const message: MessageRow = {
    id: work.newId("message"),
    to_email_address: mail.to,
    slug: mail.slug,
    from_email_name: work.settings.from_email_address,
    subject: mail.subject,
    body: mail.body,
    data: mail.data,
    user_id: mail.userId ?? null,
    created_at: work.now,
  };
  await insertMessage(work, message);
  await work.emit("email.created", () => messageJson(message));
  work.instance.log({ kind: "email", to: mail.to, subject: mail.subject, text: mail.text });
}

/** The wire form of a message, in Clerk's field names. */
export function messageJson(message: MessageRow) {
  return {
    object: "email",
    id: message.id,
    slug: message.slug,
    from_email_name: message.from_email_name,
    to_email_address: message.to_email_address,
    email_address_id: null,
    user_id: message.user_id,
    subject: message.subject,
    body: message.body,
    body_plain: message.body,
    status: "delivered",
    data: message.data,
    delivered_by_clerk: true,
    created_at: message.created_at,
  } as const;
}

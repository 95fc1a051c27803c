// Mail: a message with a subject, told to webhooks as `email.created`.
import { emailJson } from "../resources/message.ts";
import type { Work } from "../work.ts";
import type { MailSlug } from "./message-templates.ts";
import { type Message, sendMessage } from "./send-message.ts";

export interface Mail extends Message {
  readonly slug: MailSlug;
}

/** @throws ClerkApiError 429 when an address gets too much within ten minutes */
export async function sendMail(work: Work, mail: Mail): Promise<void> {
  const message = await sendMessage(work, {
    ...mail,
    id: work.newId("message"),
    channel: "email",
    sender: work.settings.from_email_address,
  });
  if (message !== undefined) await work.emit("email.created", () => emailJson(message));
}

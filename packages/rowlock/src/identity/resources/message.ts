// The wire forms of what would have been sent, in Clerk's field names: as webhooks tell of it, and as the inbox shows it.
import type { MessageRow } from "../store/messages.ts";

export function messageJson(message: MessageRow) {
  switch (message.channel) {
    case "email":
      return emailJson(message);
    case "sms":
      return smsJson(message);
  }
}

export function emailJson(message: MessageRow) {
  return {
    object: "email",
    id: message.id,
    slug: message.slug,
    from_email_name: message.sender,
    to_email_address: message.recipient,
    email_address_id: null,
    user_id: message.user_id,
    subject: message.subject,
    body: message.body,
    body_plain: plainText(message.body),
    status: message.delivered_by_clerk ? "delivered" : "queued",
    data: message.data,
    delivered_by_clerk: message.delivered_by_clerk,
    created_at: message.created_at,
  } as const;
}

/** Clerk's schema has `created_at_ms`, its example and its other messages `created_at`: both are there. */
export function smsJson(message: MessageRow) {
  return {
    object: "sms_message",
    id: message.id,
    slug: message.slug,
    from_phone_number: message.sender,
    to_phone_number: message.recipient,
    phone_number_id: message.phone_number_id,
    user_id: message.user_id,
    message: message.body,
    status: "queued",
    data: message.data,
    delivered_by_clerk: message.delivered_by_clerk,
    created_at: message.created_at,
    created_at_ms: message.created_at,
  } as const;
}

/** A body as a reader without HTML sees it. */
function plainText(body: string): string {
  if (!/<[a-z!/]/i.test(body)) return body;
  return body
    .replace(/<(style|script|head)\b.*?<\/\1\s*>/gis, "")
    .replace(/<br\b[^>]*>|<\/(p|div|h\d|li|tr)\s*>/gi, "\n")
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .trim();
}

// An SMS: a message to a phone number, told to webhooks as `sms.created`.
import { clerkError } from "../errors/clerk-api-error.ts";
import { smsJson } from "../resources/message.ts";
import { phoneCountry } from "../verification/phone-country.ts";
import type { Work } from "../work.ts";
import type { SmsSlug } from "./message-templates.ts";
import { type Message, sendMessage } from "./send-message.ts";

/** A number that nobody has, as the sender. */
const SENDER = "+12015550100";

export interface Sms extends Message {
  readonly slug: SmsSlug;
  readonly phoneNumberId?: string | undefined;
}

/** @throws ClerkApiError unsupported_country_code where the instance sends nothing */
export function requireServedCountry({ settings }: Work, phoneNumber: string): void {
  const country = phoneCountry(phoneNumber);
  if (country === undefined || !settings.blocked_country_codes.includes(country)) return;
  throw clerkError("countryBlocked", { param: "phone_number", values: { country } });
}

/** @throws ClerkApiError unsupported_country_code; 429 when a number gets too much within ten minutes */
export async function sendSms(work: Work, sms: Sms): Promise<void> {
  requireServedCountry(work, sms.to);
  const message = await sendMessage(work, {
    ...sms,
    id: work.newId("sms"),
    channel: "sms",
    sender: SENDER,
  });
  if (message !== undefined) await work.emit("sms.created", () => smsJson(message));
}

// The signature of a webhook, in the Standard Webhooks form that Clerk's verifyWebhook checks: HMAC-SHA256 over id,
// timestamp and body, keyed with the endpoint's secret.
import { createHmac } from "node:crypto";
import type { RandomBytes } from "../new-id.ts";

const PREFIX = "whsec_";

/** A new signing secret, `whsec_...`. */
export function newSigningSecret(random: RandomBytes): string {
  return `${PREFIX}${Buffer.from(random(24)).toString("base64")}`;
}

export function isSigningSecret(text: string): boolean {
  return /^whsec_[A-Za-z0-9+/]{24,}={0,2}$/.test(text);
}

export interface SignedMessage {
  readonly id: string;
  /** Unix seconds. */
  readonly timestamp: number;
  readonly payload: string;
  readonly secret: string;
}

/** The headers that carry id, time and signature. */
export function signatureHeaders(message: SignedMessage): Readonly<Record<string, string>> {
  const key = Buffer.from(message.secret.slice(PREFIX.length), "base64");
  const signature = createHmac("sha256", key)
    .update(`${message.id}.${message.timestamp}.${message.payload}`)
    .digest("base64");
  return {
    "svix-id": message.id,
    "svix-timestamp": String(message.timestamp),
    "svix-signature": `v1,${signature}`,
  };
}

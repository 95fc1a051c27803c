// The bodies of broadcasts by HTTP: several messages as JSON, or one payload as JSON or bytes.
import { isRecord } from "../channel/join-config.ts";

export interface HttpBroadcast {
  readonly topic: string;
  readonly event: string;
  readonly isPrivate: boolean;
  readonly isJson: boolean;
  readonly bytes: Buffer;
}

/** What is wrong with each field, as the answer gives it. */
export type FieldErrors = Readonly<Record<string, readonly (string | object)[]>>;

type Read<T> =
  | { readonly broadcasts: T; readonly errors?: never }
  | { readonly errors: FieldErrors };

export function readBroadcasts(text: string): Read<readonly HttpBroadcast[]> {
  const messages = messagesIn(text);
  if (!Array.isArray(messages)) return { errors: { messages: ["is invalid"] } };
  const errors = messages.map(errorsOf);
  if (errors.some((found) => Object.keys(found).length > 0)) {
    return { errors: { messages: errors } };
  }
  return { broadcasts: messages.map(broadcastOf) };
}

function messagesIn(text: string): unknown {
  try {
    const body: unknown = JSON.parse(text);
    return isRecord(body) ? body.messages : undefined;
  } catch {
    return undefined;
  }
}

const BLANK = ["can't be blank"];

function errorsOf(message: unknown): FieldErrors {
  if (!isRecord(message)) return { message: ["is invalid"] };
  const { topic, event, payload } = message;
  return {
    ...(isText(topic) ? {} : { topic: BLANK }),
    ...(isText(event) ? {} : { event: BLANK }),
    ...(isRecord(payload) ? {} : { payload: payload === undefined ? BLANK : ["is invalid"] }),
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function broadcastOf(message: Readonly<Record<string, unknown>>): HttpBroadcast {
  return {
    topic: String(message.topic),
    event: String(message.event),
    isPrivate: message.private === true || message.private === "true",
    isJson: true,
    bytes: Buffer.from(JSON.stringify(message.payload)),
  };
}

/** Undefined: it says that it is JSON, and is not. */
export function readPayload(
  bytes: Buffer,
  isJson: boolean,
): Pick<HttpBroadcast, "isJson" | "bytes"> | undefined {
  if (!isJson) return { isJson, bytes };
  try {
    return { isJson, bytes: Buffer.from(JSON.stringify(JSON.parse(bytes.toString()))) };
  } catch {
    return undefined;
  }
}

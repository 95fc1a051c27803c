// A change as the message of a channel, made once for all channels to which it is the same: those of one topic and join
// reference that are told the same of it.
import type { ChangeMessage } from "../ports.ts";
import { type ServerMessage, textMessage } from "../wire/server-message.ts";
import type { Joined } from "./joined.ts";

const made = new WeakMap<ChangeMessage, Map<string, ServerMessage>>();

export function changeMessage(
  change: ChangeMessage,
  { topic, joinRef }: Pick<Joined, "topic" | "joinRef">,
): ServerMessage {
  const known = made.get(change) ?? new Map<string, ServerMessage>();
  made.set(change, known);
  const address = `${joinRef} ${topic}`;
  const message =
    known.get(address) ??
    textMessage({
      topic,
      joinRef,
      event: "postgres_changes",
      payload: `{"ids":[${change.ids.join(",")}],"data":${change.data}}`,
    });
  known.set(address, message);
  return message;
}

// A client's broadcast: to the others of its room, to itself where it asked for that, and an answer where it asked for one.
// Without the right to speak it is dropped without a word, as hosted does.
import type { ClientFrame } from "../wire/frame.ts";
import { broadcastMessage, type ServerMessage, textMessage } from "../wire/server-message.ts";
import { isRecord } from "./join-config.ts";
import { type Joined, maySpeak, reply } from "./joined.ts";

/** Bytes of a broadcast's payload. */
export const MOST_BROADCAST = 3_000_000;

export function takeBroadcast(joined: Joined, frame: ClientFrame): void | Promise<void> {
  const may = maySpeak(joined, "broadcast");
  if (may instanceof Promise) {
    return may.then((known) => {
      if (known) pass(joined, frame);
    });
  }
  if (may) pass(joined, frame);
}

function pass(joined: Joined, frame: ClientFrame): void {
  const { room, member, config } = joined;
  const { ack, self } = config.broadcast;
  if (frame.kind === "broadcast" && frame.asksToBeKept) {
    reply(joined, { ref: frame.ref, status: "error", response: { error: NOT_KEPT } });
    return;
  }
  const message = messageOf(frame);
  if (message !== undefined) {
    room.send("broadcast", message, { except: self ? undefined : member });
  }
  if (!ack) return;
  if (message !== undefined) reply(joined, { ref: frame.ref, status: "ok" });
  else reply(joined, { ref: frame.ref, status: "error", response: TOO_LARGE });
}

/** Nothing is sent that its sender believes to be kept. */
export const NOT_KEPT =
  "Rowlock keeps no broadcast of a client: call realtime.send() in the database";

const TOO_LARGE = { reason: `A broadcast is an object of at most ${MOST_BROADCAST} bytes` };

/** Undefined: it is too large, or none. */
function messageOf(frame: ClientFrame): ServerMessage | undefined {
  const { topic } = frame;
  if (frame.kind === "broadcast") {
    return frame.bytes.length > MOST_BROADCAST ? undefined : broadcastMessage(frame);
  }
  if (!isRecord(frame.payload)) return undefined;
  const payload = JSON.stringify(frame.payload);
  if (Buffer.byteLength(payload) > MOST_BROADCAST) return undefined;
  return textMessage({ topic, event: "broadcast", payload });
}

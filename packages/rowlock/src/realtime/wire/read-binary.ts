// A binary frame of version 2: a broadcast (kind 3), whose head says how long each of its texts is in bytes of UTF-8.
// The texts must lie within the frame, and what says that it is JSON must be.
import { type BroadcastFrame, FrameError } from "./frame.ts";

const USER_BROADCAST_PUSH = 3;
/** Kind, five lengths, encoding. */
const HEAD = 7;
const JSON_ENCODING = 1;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** @throws FrameError */
export function readBinary(frame: Buffer): BroadcastFrame {
  if (frame[0] !== USER_BROADCAST_PUSH) {
    throw new FrameError("Of binary messages only broadcasts (kind 3) are taken");
  }
  if (frame.length < HEAD) throw new FrameError("A binary message is shorter than its head");
  const encoding = frame[HEAD - 1] ?? 0;
  if (encoding > JSON_ENCODING) throw new FrameError("A broadcast's encoding is 0 or 1");
  let offset = HEAD;
  const texts = [...frame.subarray(1, HEAD - 1)].map((length) => {
    const end = offset + length;
    if (end > frame.length) throw new FrameError("A binary message is shorter than its lengths");
    const text = decode(frame.subarray(offset, end));
    offset = end;
    return text;
  });
  const [joinRef = "", ref = "", topic = "", event = "", meta = ""] = texts;
  const bytes = frame.subarray(offset);
  const isJson = encoding === JSON_ENCODING;
  if (isJson) assertJson(bytes);
  return {
    kind: "broadcast",
    joinRef: joinRef === "" ? null : joinRef,
    ref: ref === "" ? null : ref,
    topic,
    event,
    isJson,
    asksToBeKept: meta.includes('"persist"'),
    bytes,
  };
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new FrameError("A binary message's texts must be UTF-8");
  }
}

/** It goes on to others as it is, so that it must not break their client. */
function assertJson(bytes: Buffer): void {
  try {
    JSON.parse(utf8.decode(bytes));
  } catch {
    throw new FrameError("A broadcast that says it is JSON must be");
  }
}

// A message to clients, written at most once for each protocol version, however many get it.
import type { ProtocolVersion } from "./frame.ts";
import { webSocketFrame } from "./web-socket-frame.ts";

/** Gives the message in a version, as the bytes that go out; undefined: that version has no form for it. */
export type ServerMessage = (version: ProtocolVersion) => Buffer | undefined;

export interface TextMessage {
  readonly topic: string;
  readonly event: string;
  /** JSON text. */
  readonly payload: string;
  readonly ref?: string | null;
  readonly joinRef?: string | null;
}

export function textMessage(message: TextMessage): ServerMessage {
  return once((version) => writeText(message, version));
}

export interface BroadcastMessage {
  readonly topic: string;
  readonly event: string;
  readonly isJson: boolean;
  readonly bytes: Buffer;
  readonly meta?: Readonly<Record<string, unknown>> | undefined;
}

/** A broadcast; version 1 has no form for bytes. */
export function broadcastMessage(message: BroadcastMessage): ServerMessage {
  return once((version) => {
    if (version === "2") {
      const binary = writeBinary(message);
      if (binary !== undefined) return webSocketFrame(binary, { isBinary: true });
    }
    if (!message.isJson) return undefined;
    return writeText(
      { ...message, event: "broadcast", payload: broadcastPayload(message) },
      version,
    );
  });
}

function once(write: ServerMessage): ServerMessage {
  const written: Partial<Record<ProtocolVersion, { readonly frame: Buffer | undefined }>> = {};
  return (version) => {
    const known = written[version] ?? { frame: write(version) };
    written[version] = known;
    return known.frame;
  };
}

function writeText(
  { topic, event, payload, ref = null, joinRef = null }: TextMessage,
  version: ProtocolVersion,
): Buffer {
  const [r, j, t, e] = [ref, joinRef, topic, event].map((value) => JSON.stringify(value));
  const text =
    version === "2"
      ? `[${j},${r},${t},${e},${payload}]`
      : `{"topic":${t},"event":${e},"payload":${payload},"ref":${r},"join_ref":${j}}`;
  return webSocketFrame(Buffer.from(text), { isBinary: false });
}

function broadcastPayload({ event, bytes, meta }: BroadcastMessage): string {
  const tail = meta === undefined ? "" : `,"meta":${JSON.stringify(meta)}`;
  return `{"type":"broadcast","event":${JSON.stringify(event)},"payload":${bytes.toString()}${tail}}`;
}

const USER_BROADCAST = 4;
const LONGEST = 255;

/** Undefined: a text is too long for the one byte that tells its length. */
function writeBinary({ topic, event, isJson, bytes, meta }: BroadcastMessage): Buffer | undefined {
  const texts = [topic, event, meta === undefined ? "" : JSON.stringify(meta)].map((text) =>
    Buffer.from(text),
  );
  if (texts.some(({ length }) => length > LONGEST)) return undefined;
  const head = [USER_BROADCAST, ...texts.map(({ length }) => length), isJson ? 1 : 0];
  return Buffer.concat([Buffer.from(head), ...texts, bytes]);
}

// What goes out to one client. What is said to it in one turn goes out in one write, and where many are told the same, as
// the same bytes. Whoever stops reading is ended once so much waits for them that others would pay for it in memory; nobody
// ever waits for them.
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { ProtocolVersion } from "../wire/frame.ts";
import type { ServerMessage } from "../wire/server-message.ts";

/** Bytes that may wait for one client; with the one turn's messages more that any may bring. */
const MOST_WAITING = 8_000_000;

export interface Outbox {
  send(message: ServerMessage): void;
  /** Writes at once, as before a close. */
  flush(): void;
}

export interface OutboxOptions {
  readonly version: ProtocolVersion;
  /** Below the socket. ws writes there in the same turn itself, so that nothing overtakes what it has to say. */
  readonly stream: Duplex;
  /** Told when the client is ended for not reading. */
  readonly onSlow: () => void;
}

export function createOutbox(
  socket: WebSocket,
  { version, stream, onSlow }: OutboxOptions,
): Outbox {
  let frames: Buffer[] = [];
  let bytes = 0;

  function flush(): void {
    const [first] = frames;
    if (first === undefined) return;
    const all = frames.length === 1 ? first : joined(frames);
    frames = [];
    bytes = 0;
    if (socket.readyState === socket.OPEN) stream.write(all);
  }

  return {
    send(message) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount + bytes > MOST_WAITING) {
        frames = [];
        bytes = 0;
        onSlow();
        // Its close is told later, so that whoever goes through a room's members is not disturbed.
        socket.terminate();
        return;
      }
      const frame = message(version);
      if (frame === undefined) return;
      if (frames.length === 0) flushLater(flush);
      frames.push(frame);
      bytes += frame.length;
    },
    flush,
  };
}

let waiting: (() => void)[] = [];

/** When the turn is over. One task for all, since in a turn many are told something. */
function flushLater(flush: () => void): void {
  if (waiting.push(flush) > 1) return;
  process.nextTick(() => {
    const all = waiting;
    waiting = [];
    for (const one of all) one();
    last = undefined;
  });
}

let last: { readonly frames: readonly Buffer[]; readonly bytes: Buffer } | undefined;

/** The bytes of before, where the one before was told the same. */
function joined(frames: readonly Buffer[]): Buffer {
  const isSame =
    last?.frames.length === frames.length &&
    last.frames.every((frame, place) => frame === frames[place]);
  if (last === undefined || !isSame) last = { frames, bytes: Buffer.concat(frames) };
  return last.bytes;
}

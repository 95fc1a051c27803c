// What goes out to one client. Whoever stops reading is ended once so much waits for them that others would pay for it in
// memory; nobody ever waits for them.
import type { WebSocket } from "ws";
import type { ProtocolVersion } from "../wire/frame.ts";
import type { ServerMessage } from "../wire/server-message.ts";

/** Bytes that may wait for one client; with the one message more that any may bring. */
const MOST_WAITING = 8_000_000;

export interface Outbox {
  send(message: ServerMessage): void;
}

export interface OutboxOptions {
  readonly version: ProtocolVersion;
  /** Told when the client is ended for not reading. */
  readonly onSlow: () => void;
}

export function createOutbox(socket: WebSocket, { version, onSlow }: OutboxOptions): Outbox {
  return {
    send(message) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > MOST_WAITING) {
        onSlow();
        // Its close is told later, so that whoever goes through a room's members is not disturbed.
        socket.terminate();
        return;
      }
      const written = message(version);
      if (written !== undefined) socket.send(written.data, { binary: written.isBinary });
    },
  };
}

// Finds connections whose other end is gone without a word: each is pinged, and ended when nothing at all comes back.
import type { WebSocket } from "ws";

/** Milliseconds; hosted takes a client for gone after a minute without a word. */
const PERIOD = 30_000;

export interface KeepAlive {
  add(socket: WebSocket): void;
  stop(): void;
}

export function createKeepAlive(): KeepAlive {
  /** With the periods since a word of theirs. */
  const silences = new Map<WebSocket, number>();
  const timer = setInterval(() => {
    for (const [socket, periods] of silences) {
      if (periods >= 2) socket.terminate();
      else {
        silences.set(socket, periods + 1);
        socket.ping();
      }
    }
  }, PERIOD);
  timer.unref();
  return {
    add(socket) {
      const heard = () => void silences.set(socket, 0);
      heard();
      socket.on("message", heard);
      socket.on("pong", heard);
      socket.once("close", () => {
        socket.off("message", heard);
        socket.off("pong", heard);
        silences.delete(socket);
      });
    },
    stop: () => clearInterval(timer),
  };
}

// Connections that were on their way to a worker when it died. node:cluster waits for the worker to take each one and
// forgets those that it never took: their clients would wait for ever. Here they are closed, so that clients ask again.
// It watches messages that are Node's own; where those have another form one day, nothing is closed and nothing breaks.
import type { Worker } from "node:cluster";

interface Handle {
  close(): void;
}

/** Which worker a connection was last handed to. Those that were taken are closed here by Node, and forgotten. */
const handedTo = new WeakMap<Handle, Worker>();

export function closeLostConnections(worker: Worker): void {
  const { process: child } = worker;
  const send = child.send.bind(child) as (...args: unknown[]) => boolean;
  // Node hands over one connection after the other, each when the one before was taken.
  let last: Handle | undefined;
  child.send = (...args: unknown[]) => {
    const [message, handle] = args;
    if (isConnection(message) && isHandle(handle)) {
      last = handle;
      handedTo.set(handle, worker);
    }
    return send(...args);
  };
  worker.on("exit", () => {
    // Closing again what is closed does nothing; what another worker was given since is that one's.
    if (last !== undefined && handedTo.get(last) === worker) last.close();
  });
}

function isConnection(message: unknown): boolean {
  return (
    typeof message === "object" && message !== null && "act" in message && message.act === "newconn"
  );
}

function isHandle(value: unknown): value is Handle {
  return (
    typeof value === "object" &&
    value !== null &&
    "close" in value &&
    typeof value.close === "function"
  );
}

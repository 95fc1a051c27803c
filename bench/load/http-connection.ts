// One HTTP/1.1 connection that asks, waits for the whole answer, and asks again: as little work as that takes, because
// the load generator shares the processors with what it measures.
import { connect, type Socket } from "node:net";

export interface Exchange {
  readonly status: number;
  /** Milliseconds. */
  readonly latency: number;
}

export interface HttpConnection {
  /** Sends a request, given as its bytes. Rejects when the connection ends before the answer does. */
  ask(request: Buffer): Promise<Exchange>;
  close(): void;
}

const HEAD_END = "\r\n\r\n";
const LAST_CHUNK = "0\r\n\r\n";

export function openHttpConnection(host: string, port: number): Promise<HttpConnection> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true }, () => {
      socket.off("error", reject);
      resolve(httpConnection(socket));
    });
    socket.once("error", reject);
  });
}

interface Asked {
  readonly at: number;
  readonly resolve: (exchange: Exchange) => void;
  readonly reject: (error: Error) => void;
}

function httpConnection(socket: Socket): HttpConnection {
  let asked: Asked | undefined;
  let parts: Buffer[] = [];

  socket.on("data", (chunk: Buffer) => {
    parts.push(chunk);
    const received = parts.length === 1 ? chunk : Buffer.concat(parts);
    const status = statusOfWhole(received);
    if (status === undefined || asked === undefined) return;
    const { at, resolve } = asked;
    asked = undefined;
    parts = [];
    resolve({ status, latency: performance.now() - at });
  });
  const fail = () => asked?.reject(ended());
  socket.on("error", fail);
  socket.on("close", fail);

  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) throw ended();
        asked = { at: performance.now(), resolve, reject };
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}

function ended(): Error {
  return new Error("The server ended a connection");
}

/** The status of an answer that is there as a whole; undefined as long as it isn't. */
function statusOfWhole(received: Buffer): number | undefined {
  const headEnd = received.indexOf(HEAD_END);
  if (headEnd === -1) return undefined;
  const head = received.toString("latin1", 0, headEnd);
  const status = Number(head.slice(9, 12));
  const bodyStart = headEnd + HEAD_END.length;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    return received.length >= bodyStart + Number(length) ? status : undefined;
  }
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) return status;
  const end = received.toString("latin1", Math.max(bodyStart, received.length - LAST_CHUNK.length));
  return end === LAST_CHUNK ? status : undefined;
}

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
  let answer = createAnswerReader();

  socket.on("data", (chunk: Buffer) => {
    const status = answer(chunk);
    if (status === undefined || asked === undefined) return;
    const { at, resolve } = asked;
    asked = undefined;
    answer = createAnswerReader();
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

/** Takes the parts of an answer; gives its status once it is there as a whole. A long body is counted, not kept. */
function createAnswerReader(): (chunk: Buffer) => number | undefined {
  let received: Buffer = Buffer.alloc(0);
  let lacking: { readonly status: number; bytes: number } | undefined;
  return (chunk) => {
    if (lacking === undefined) {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const head = readHead(received);
      if (head === undefined) return undefined;
      if (head.length === undefined) return isWholeWithoutLength(received, head);
      lacking = { status: head.status, bytes: head.bodyStart + head.length - received.length };
    } else {
      lacking.bytes -= chunk.length;
    }
    return lacking.bytes <= 0 ? lacking.status : undefined;
  };
}

interface Head {
  readonly text: string;
  readonly status: number;
  readonly bodyStart: number;
  readonly length: number | undefined;
}

function readHead(received: Buffer): Head | undefined {
  const end = received.indexOf(HEAD_END);
  if (end === -1) return undefined;
  const text = received.toString("latin1", 0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
  return {
    text,
    status: Number(text.slice(9, 12)),
    bodyStart: end + HEAD_END.length,
    length: length === undefined ? undefined : Number(length),
  };
}

function isWholeWithoutLength(
  received: Buffer,
  { text, status, bodyStart }: Head,
): number | undefined {
  if (!/\r\ntransfer-encoding: *chunked/i.test(text)) return status;
  const end = received.toString("latin1", Math.max(bodyStart, received.length - LAST_CHUNK.length));
  return end === LAST_CHUNK ? status : undefined;
}

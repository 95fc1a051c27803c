// WebSockets on a port that Rowlock opened, behind the same checks of target and Host as every request. An upgrade that
// nobody takes is answered as the request that it also is, so that there is one way to refuse.
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { HostCheck } from "./host-check.ts";
import type { HttpLimits } from "./limits.ts";
import { refuseHost, refuseTarget } from "./refusals.ts";
import { noteHeaders, readRawHeaders } from "./request-headers.ts";
import { loggablePath, notesOf, type RequestLogEntry } from "./request-log.ts";

/** Says what becomes of a WebSocket before there is one; undefined: nobody takes it. */
export type UpgradeHandler = (
  request: Request,
) => AcceptSocket | undefined | Promise<AcceptSocket | undefined>;

/** `stream` is the connection below it, for whoever writes whole frames. */
export type AcceptSocket = (socket: WebSocket, stream: Duplex) => void;

export interface WebSocketOptions {
  readonly server: Server;
  readonly upgrade: UpgradeHandler;
  readonly name: string;
  readonly limits: HttpLimits;
  /** Undefined: any Host. */
  readonly check: HostCheck | undefined;
  readonly onRequest?: ((entry: RequestLogEntry) => void) | undefined;
  readonly onError?: ((error: unknown) => void) | undefined;
}

export interface WebSockets {
  /** Takes leave of every client (1001), and cuts off after `graceMs` who stays. */
  close(graceMs: number): void;
}

export function acceptWebSockets(options: WebSocketOptions): WebSockets {
  const { server, upgrade, limits, check, name } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.message,
    perMessageDeflate: false,
  });
  // What comes in a wrong form ends its own connection, and a refused handshake is answered: nothing to tell.
  sockets.on("wsClientError", (_, socket) => socket.destroy());

  async function decide(incoming: IncomingMessage): Promise<Taken | undefined> {
    if (!server.listening || !asksForWebSocket(incoming)) return undefined;
    const headers = readRawHeaders(incoming.rawHeaders);
    const isRefused =
      refuseTarget(incoming, limits) !== undefined ||
      (check !== undefined && refuseHost(headers.get("host"), { name, check }) !== undefined);
    if (isRefused) return undefined;
    const request = new Request(`http://localhost${incoming.url}`, { headers: [...headers] });
    noteHeaders(request, headers);
    const accept = await upgrade(request);
    return accept === undefined ? undefined : { accept, request };
  }

  server.on("upgrade", (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    const startedAt = performance.now();
    const drop = () => socket.destroy();
    socket.on("error", drop);
    decide(incoming)
      .then((taken) => {
        socket.off("error", drop);
        if (taken === undefined) {
          answerAsRequest(server, { incoming, socket, head });
          return;
        }
        sockets.handleUpgrade(incoming, socket, head, (opened) => {
          opened.on("error", () => {});
          options.onRequest?.({
            method: "GET",
            path: loggablePath(incoming.url ?? ""),
            status: 101,
            ms: performance.now() - startedAt,
            aborted: false,
            ...notesOf(taken.request),
          });
          taken.accept(opened, socket);
        });
      })
      .catch((error: unknown) => {
        options.onError?.(error);
        socket.destroy();
      });
  });

  return {
    close(graceMs) {
      for (const client of sockets.clients) client.close(1001);
      const timer = setTimeout(() => {
        for (const client of sockets.clients) client.terminate();
      }, graceMs);
      timer.unref();
    },
  };
}

interface Taken {
  readonly accept: AcceptSocket;
  readonly request: Request;
}

function asksForWebSocket({ method, headers }: IncomingMessage): boolean {
  return method === "GET" && headers.upgrade?.toLowerCase() === "websocket";
}

interface Upgrade {
  readonly incoming: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** Gives the connection back to the server with the same request, but without the wish for another protocol. */
function answerAsRequest(server: Server, { incoming, socket, head }: Upgrade): void {
  const { method, url, httpVersion, rawHeaders } = incoming;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (!/^(upgrade|connection)$/i.test(name)) lines.push(`${name}: ${rawHeaders[index + 1]}`);
  }
  const again = Buffer.from(`${lines.join("\r\n")}\r\nConnection: close\r\n\r\n`, "latin1");
  socket.unshift(Buffer.concat([again, head]));
  server.emit("connection", socket);
}

// The one way in which Rowlock opens a port: a fetch handler behind checks of Host and size, time limits, a request
// log and a clean end. It knows nothing of what the handler does, and shows no error's text to a client.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { getRequestListener, RequestError } from "@hono/node-server";
import { portTakenError } from "../errors/port-taken.ts";
import { rowlockError } from "../errors/registry.ts";
import { declaresTooMuch, limitBody } from "./body-limit.ts";
import { errorResponse } from "./error-response.ts";
import { describeAllowedHosts, isAllowedHost } from "./host-check.ts";
import { DEFAULT_LIMITS, type HttpLimits } from "./limits.ts";
import { loggablePath, notesOf, type RequestLogEntry } from "./request-log.ts";

export type FetchHandler = (request: Request) => Response | Promise<Response>;

export interface ListenOptions {
  readonly fetch: FetchHandler;
  /** What listens, for messages: "the Data API". */
  readonly name: string;
  /** Default 127.0.0.1. */
  readonly hostname?: string | undefined;
  /** 0: any free port. */
  readonly port: number;
  /** Names besides loopback's that Host may hold; "any": Host is not checked (a server behind a proxy). */
  readonly allowedHosts?: readonly string[] | "any" | undefined;
  readonly limits?: Partial<HttpLimits> | undefined;
  /** What to do about a taken port; default: to stop the other program, or to move the ports. */
  readonly portHint?: string | undefined;
  /** Called after each request. */
  readonly onRequest?: ((entry: RequestLogEntry) => void) | undefined;
  /** Told of what the handler threw; the client gets a plain 500. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

export interface Listener {
  /** Such as `http://127.0.0.1:54321`. */
  readonly url: string;
  readonly port: number;
  /** Stops taking connections, lets running requests end for `graceMs` (default 2000), then cuts them off. */
  close(graceMs?: number): Promise<void>;
}

/** Opens a port. @throws RowlockError PORT_TAKEN, PORT_UNUSABLE */
export async function listen(options: ListenOptions): Promise<Listener> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const hostname = options.hostname ?? "127.0.0.1";
  const server = createServer({
    // Room for a URL and headers at their limits; the exact limits are checked below.
    maxHeaderSize: limits.url + limits.headers + 1024,
    headersTimeout: limits.headersTimeout,
    requestTimeout: limits.requestTimeout,
    keepAliveTimeout: limits.keepAliveTimeout,
    connectionsCheckingInterval: 1_000,
  });
  server.timeout = limits.idleTimeout;
  server.maxConnections = limits.connections;
  server.on("request", requestListener(options, { limits, isClosing: () => !server.listening }));
  server.on("clientError", refuseUnreadable);
  await bind(server, { ...options, hostname });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`,
    port,
    close: (graceMs = 2_000) => closeServer(server, graceMs),
  };
}

interface RequestListenerContext {
  readonly limits: HttpLimits;
  readonly isClosing: () => boolean;
}

function requestListener(
  options: ListenOptions,
  { limits, isClosing }: RequestListenerContext,
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const requests = new WeakMap<IncomingMessage, Request>();

  async function answer(request: Request, incoming: IncomingMessage): Promise<Response> {
    if (declaresTooMuch(request.headers, limits.body)) return tooLarge(limits.body);
    const limited = limitBody(request, limits.body);
    requests.set(incoming, limited.request);
    try {
      const response = await options.fetch(limited.request);
      return limited.exceeded() ? tooLarge(limits.body) : response;
    } catch (error) {
      if (limited.exceeded()) return tooLarge(limits.body);
      throw error;
    }
  }

  const listener = getRequestListener(
    (request, { incoming }) => {
      const message = incoming as IncomingMessage;
      return (
        refuseTarget(message, limits) ?? refuseHost(message, options) ?? answer(request, message)
      );
    },
    {
      errorHandler(error) {
        if (error instanceof RequestError) return unreadableTarget();
        options.onError?.(error);
        return errorResponse(500, {
          code: "INTERNAL",
          message: "Something that Rowlock did not foresee went wrong",
          hint: "Read the log of the server",
        });
      },
    },
  );

  return (incoming, outgoing) => {
    const startedAt = performance.now();
    if (isClosing()) outgoing.setHeader("connection", "close");
    outgoing.once("close", () => {
      options.onRequest?.({
        method: incoming.method ?? "",
        path: loggablePath(incoming.url ?? ""),
        status: outgoing.statusCode,
        ms: performance.now() - startedAt,
        aborted: !outgoing.writableFinished,
        ...notesOf(requests.get(incoming)),
      });
    });
    void listener(incoming, outgoing);
  };
}

function refuseTarget(incoming: IncomingMessage, limits: HttpLimits): Response | undefined {
  const target = incoming.url ?? "";
  if (!target.startsWith("/")) return unreadableTarget();
  if (target.length > limits.url) {
    return errorResponse(414, {
      code: "URL_TOO_LONG",
      message: `The URL is longer than ${limits.url} bytes`,
      hint: "Send long lists in a body: as an RPC, or in several requests",
    });
  }
  const size = incoming.rawHeaders.reduce((sum, text) => sum + text.length, 0);
  return size > limits.headers ? headersTooLarge() : undefined;
}

function unreadableTarget(): Response {
  return errorResponse(400, {
    code: "REQUEST_TARGET",
    message: "The request's target must be a path, and its Host a host",
    hint: "This server is not a proxy",
  });
}

function refuseHost(
  incoming: IncomingMessage,
  { allowedHosts = [], name }: ListenOptions,
): Response | undefined {
  if (allowedHosts === "any") return undefined;
  const hosts = incoming.headersDistinct.host ?? [];
  if (hosts.length === 1 && isAllowedHost(hosts[0] ?? "", allowedHosts)) return undefined;
  return errorResponse(421, {
    code: "HOST_NOT_ALLOWED",
    message: `The Host header does not name ${name} on this machine`,
    hint: `Expected one of ${describeAllowedHosts(allowedHosts)}`,
  });
}

function tooLarge(limit: number): Response {
  return errorResponse(
    413,
    { code: "BODY_TOO_LARGE", message: `The body is larger than ${limit} bytes` },
    { connection: "close" },
  );
}

function headersTooLarge(): Response {
  return errorResponse(431, {
    code: "HEADERS_TOO_LARGE",
    message: "The request's headers are too large",
    hint: "Cookies of other apps on this host count too: clear them",
  });
}

/** Answers what node's parser could not read; the socket has no request yet. */
function refuseUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const status =
    error.code === "HPE_HEADER_OVERFLOW"
      ? "431 Request Header Fields Too Large"
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? "408 Request Timeout"
        : "400 Bad Request";
  socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
}

async function bind(
  server: Server,
  options: ListenOptions & { readonly hostname: string },
): Promise<void> {
  const { port, hostname, name } = options;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ port, host: hostname }, () => {
        server.off("error", reject);
        resolve();
      });
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") {
      throw portTakenError({ port, wanted: name, hint: options.portHint });
    }
    throw rowlockError("PORT_UNUSABLE", {
      message: `${name} can't listen on ${hostname}, port ${port}: ${code ?? "unknown reason"}`,
      hint: "Ports below 1024 are the administrator's; choose a higher one",
      cause: error,
    });
  }
}

function closeServer(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

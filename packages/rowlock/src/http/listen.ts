// The one way in which Rowlock opens a port: a fetch handler behind checks of Host and size, time limits, a request
// log and a clean end. It knows nothing of what the handler does, and shows no error's text to a client.
import { chmod } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener, RequestError } from "@hono/node-server";
import { portTakenError } from "../errors/port-taken.ts";
import { rowlockError } from "../errors/registry.ts";
import { declaresTooMuch, hasUnknownLength, limitBody } from "./body-limit.ts";
import { createHostCheck } from "./host-check.ts";
import { DEFAULT_LIMITS, type HttpLimits } from "./limits.ts";
import {
  answerBodyTooLarge,
  answerInternalError,
  answerUnreadable,
  answerUnreadableTarget,
  refuseHost,
  refuseTarget,
} from "./refusals.ts";
import { noteHeaders, type RequestHeaders, readRawHeaders } from "./request-headers.ts";
import { loggablePath, notesOf, type RequestLogEntry } from "./request-log.ts";
import { statusTextOf } from "./status-text.ts";

export type FetchHandler = (request: Request) => Response | Promise<Response>;

export interface ListenOptions {
  readonly fetch: FetchHandler;
  /** What listens, for messages: "the Data API". */
  readonly name: string;
  /** Default 127.0.0.1. */
  readonly hostname?: string | undefined;
  /** True: not on IPv4 as well, where the hostname is `::`. */
  readonly ipv6Only?: boolean | undefined;
  /** 0: any free port. */
  readonly port: number;
  /** A unix socket to listen at instead, with its permissions; nothing may be in its place. */
  readonly socket?: { readonly path: string; readonly mode: number } | undefined;
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
  /** Such as `http://127.0.0.1:54321`, or `unix:` and a path. */
  readonly url: string;
  /** 0 for a unix socket. */
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
  server.on("clientError", answerUnreadable);
  await bind(server, { ...options, hostname });
  return {
    ...whereabouts(server.address(), hostname),
    close: (graceMs = 2_000) => closeServer(server, graceMs),
  };
}

// The request that the handler was given, kept on the message that it came from.
const ANSWERED = Symbol("the handler's request");

type Answered = IncomingMessage & { [ANSWERED]?: Request };

interface RequestListenerContext {
  readonly limits: HttpLimits;
  readonly isClosing: () => boolean;
}

function requestListener(
  options: ListenOptions,
  { limits, isClosing }: RequestListenerContext,
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const { name, allowedHosts } = options;
  const check = allowedHosts === "any" ? undefined : createHostCheck(allowedHosts);

  async function answer(request: Request, incoming: Answered): Promise<Response> {
    const headers = readRawHeaders(incoming.rawHeaders);
    const refused =
      refuseTarget(incoming, limits) ??
      (check && refuseHost(headers.get("host"), { name, check })) ??
      (declaresTooMuch(incoming, limits.body) ? answerBodyTooLarge(limits.body) : undefined);
    if (refused !== undefined) return refused;
    if (hasUnknownLength(incoming)) return answerCounted(request, { incoming, headers });
    noteHeaders(request, headers);
    incoming[ANSWERED] = request;
    return options.fetch(request);
  }

  async function answerCounted(
    request: Request,
    { incoming, headers }: { readonly incoming: Answered; readonly headers: RequestHeaders },
  ): Promise<Response> {
    const limited = limitBody(request, limits.body);
    noteHeaders(limited.request, headers);
    incoming[ANSWERED] = limited.request;
    try {
      const response = await options.fetch(limited.request);
      return limited.exceeded() ? answerBodyTooLarge(limits.body) : response;
    } catch (error) {
      if (limited.exceeded()) return answerBodyTooLarge(limits.body);
      throw error;
    }
  }

  const listener = getRequestListener(
    async (request, { incoming, outgoing }) => {
      const response = await answer(request, incoming as IncomingMessage);
      const text = statusTextOf(response);
      if (text !== undefined) (outgoing as ServerResponse).statusMessage = text;
      return response;
    },
    {
      errorHandler(error) {
        if (error instanceof RequestError) return answerUnreadableTarget();
        options.onError?.(error);
        return answerInternalError();
      },
    },
  );

  return (incoming, outgoing) => {
    if (isClosing()) outgoing.setHeader("connection", "close");
    if (options.onRequest !== undefined) tellWhenDone({ incoming, outgoing }, options.onRequest);
    void listener(incoming, outgoing);
  };
}

interface ServedMessages {
  readonly incoming: Answered;
  readonly outgoing: ServerResponse;
}

function tellWhenDone(
  { incoming, outgoing }: ServedMessages,
  tell: (entry: RequestLogEntry) => void,
): void {
  const startedAt = performance.now();
  outgoing.once("close", () => {
    const { role, user } = notesOf(incoming[ANSWERED]);
    tell({
      method: incoming.method ?? "",
      path: loggablePath(incoming.url ?? ""),
      status: outgoing.statusCode,
      ms: performance.now() - startedAt,
      aborted: !outgoing.writableFinished,
      role,
      user,
    });
  });
}

function whereabouts(
  address: AddressInfo | string | null,
  hostname: string,
): { readonly url: string; readonly port: number } {
  if (address === null || typeof address === "string") return { url: `unix:${address}`, port: 0 };
  const { port } = address;
  return { url: `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`, port };
}

type BindOptions = ListenOptions & { readonly hostname: string };

async function bind(server: Server, options: BindOptions): Promise<void> {
  const { port, hostname, ipv6Only = false, socket } = options;
  const where = socket ? { path: socket.path } : { port, host: hostname, ipv6Only };
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(where, () => {
        server.off("error", reject);
        resolve();
      });
    });
    if (socket !== undefined) await chmod(socket.path, socket.mode);
  } catch (error) {
    server.close();
    throw bindError(error, options);
  }
}

function bindError(error: unknown, { port, hostname, name, socket, portHint }: BindOptions): Error {
  const { code = "unknown reason" } = error as NodeJS.ErrnoException;
  if (socket !== undefined) {
    return rowlockError("PORT_UNUSABLE", {
      message: `${name} can't listen at ${socket.path}: ${code}`,
      hint: "The folder must be there, and nothing may be in the socket's place",
      cause: error,
    });
  }
  if (code === "EADDRINUSE") return portTakenError({ port, wanted: name, hint: portHint });
  return rowlockError("PORT_UNUSABLE", {
    message: `${name} can't listen on ${hostname}, port ${port}: ${code}`,
    hint: "Ports below 1024 are the administrator's; choose a higher one",
    cause: error,
  });
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

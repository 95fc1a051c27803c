// The one way in which Rowlock opens a port: a fetch handler behind checks of Host and size, time limits, a request
// log and a clean end. It knows nothing of what the handler does, and shows no error's text to a client.
import { chmod } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { rowlockError } from "../errors/registry.ts";
import { portTakenError } from "../processes/port-taken.ts";
import { createHostCheck } from "./host-check.ts";
import { DEFAULT_LIMITS, type HttpLimits } from "./limits.ts";
import { answerUnreadable } from "./refusals.ts";
import { createRequestListener, type RequestListenerOptions } from "./request-listener.ts";
import { acceptWebSockets, type UpgradeHandler } from "./web-sockets.ts";

export interface ListenOptions
  extends Omit<RequestListenerOptions, "limits" | "isClosing" | "check"> {
  /** Names besides loopback's that Host may hold; "any": Host is not checked (a server behind a proxy). */
  readonly allowedHosts?: readonly string[] | "any" | undefined;
  /** Takes WebSockets; absent: there are none. */
  readonly upgrade?: UpgradeHandler | undefined;
  /** Default 127.0.0.1. */
  readonly hostname?: string | undefined;
  /** True: not on IPv4 as well, where the hostname is `::`. */
  readonly ipv6Only?: boolean | undefined;
  /** 0: any free port. */
  readonly port: number;
  /** A unix socket to listen at instead, with its permissions; nothing may be in its place. */
  readonly socket?: { readonly path: string; readonly mode: number } | undefined;
  readonly limits?: Partial<HttpLimits> | undefined;
  /** What to do about a taken port; default: to stop the other program, or to move the ports. */
  readonly portHint?: string | undefined;
}

export interface Listener {
  /** Such as `http://127.0.0.1:54321`, or `unix:` and a path. */
  readonly url: string;
  /** 0 for a unix socket. */
  readonly port: number;
  /** Stops taking connections and requests, lets running requests end for `graceMs` (default 2000), then cuts them off. */
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
  const isClosing = () => !server.listening;
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  const { allowedHosts, upgrade } = options;
  const check = allowedHosts === "any" ? undefined : createHostCheck(allowedHosts);
  server.on("request", createRequestListener({ ...options, limits, check, isClosing }));
  const webSockets = upgrade && acceptWebSockets({ ...options, server, upgrade, limits, check });
  server.on("clientError", answerUnreadable);
  await bind(server, { ...options, hostname });
  return {
    ...whereabouts(server.address(), hostname),
    close(graceMs = 2_000) {
      const closed = closeServer(server, graceMs);
      webSockets?.close(graceMs);
      // Node counts a connection as idle only after its first request; one that asked for nothing gets no answer either.
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
      return closed;
    },
  };
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

// Where a server listens, from PostgREST's way of saying it to the listener's.
import { lstat, rm } from "node:fs/promises";
import { connect } from "node:net";
import type { PostgrestAddress } from "../config/postgrest/postgrest-config.ts";
import type { ListenOptions } from "../http/listen.ts";

type Where = Pick<ListenOptions, "hostname" | "ipv6Only" | "port" | "socket">;

/** The special names say which addresses are wanted; the `*` ones leave a choice, which is made here. */
const SPECIAL: Readonly<Record<string, Omit<Where, "port">>> = {
  "*": { hostname: "0.0.0.0" },
  "*4": { hostname: "0.0.0.0" },
  "!4": { hostname: "0.0.0.0" },
  "*6": { hostname: "::" },
  "!6": { hostname: "::", ipv6Only: true },
};

export function whereToListen({ host, port, unixSocket }: PostgrestAddress): Where {
  return { ...(SPECIAL[host] ?? { hostname: host }), port, socket: unixSocket };
}

/** How a server on this machine is reached that listens there. */
export function whereToConnect({ host, port, unixSocket }: PostgrestAddress): {
  readonly host: string;
  readonly port: number;
  readonly socketPath: string | undefined;
} {
  const loopback = SPECIAL[host]?.hostname === "::" ? "::1" : "127.0.0.1";
  return { host: host in SPECIAL ? loopback : host, port, socketPath: unixSocket?.path };
}

const CONNECT_MS = 1_000;

/** Whether a server that listens there, as its URL says, takes a connection. Nothing is sent. */
export function takesConnections(address: PostgrestAddress, url: string): Promise<boolean> {
  const { socketPath, host } = whereToConnect(address);
  const where = socketPath ? { path: socketPath } : { host, port: Number(new URL(url).port) };
  return new Promise((resolve) => {
    const socket = connect({ ...where, timeout: CONNECT_MS });
    const settle = (isTaken: boolean) => {
      socket.destroy();
      resolve(isTaken);
    };
    socket.on("connect", () => settle(true));
    socket.on("timeout", () => settle(false));
    socket.on("error", () => settle(false));
  });
}

/** Such as `127.0.0.1:3000`, or a socket's path, as PostgREST's log has it. */
export function hostAndPort({ url }: { readonly url: string }): string {
  return url.replace(/^(http:\/\/|unix:)/, "");
}

/** Takes away the socket that an earlier server left; anything else in its place stays. */
export async function clearSocket(address: PostgrestAddress | undefined): Promise<void> {
  const path = address?.unixSocket?.path;
  if (path === undefined) return;
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSocket() === true) await rm(path);
}

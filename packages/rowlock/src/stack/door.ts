// A port taken at once and opened when what stands behind it is ready: a taken port is found before any work is done,
// and who comes too early is told to come again.
import { type Listener, listen } from "../http/listen.ts";
import type { FetchHandler } from "../http/request-listener.ts";
import type { RequestLogEntry } from "../http/request-log.ts";
import type { UpgradeHandler } from "../http/web-sockets.ts";

export interface DoorOptions {
  /** What listens, for messages: "the Data API". */
  readonly name: string;
  readonly port: number;
  readonly onRequest: (entry: RequestLogEntry) => void;
  readonly onError: (error: unknown) => void;
  /** The paths whose bodies are streamed, and may take their time. */
  readonly streams?: ((path: string) => boolean) | undefined;
}

export interface Door {
  readonly port: number;
  /** Without `upgrade` no WebSocket is taken. */
  open(fetch: FetchHandler, upgrade?: UpgradeHandler): void;
  close(): Promise<void>;
}

/** @throws PORT_TAKEN, PORT_UNUSABLE */
export async function takeDoor(options: DoorOptions): Promise<Door> {
  let fetch: FetchHandler = () => notYet(options.name);
  let upgrade: UpgradeHandler | undefined;
  const listener: Listener = await listen({
    ...options,
    // A large file over a slow line is no attack: whoever sends nothing at all is cut off all the same.
    ...(options.streams === undefined ? {} : { limits: { requestTimeout: 60 * 60_000 } }),
    portHint: "Stop that program, or move Rowlock's ports with --port-base",
    fetch: (request) => fetch(request),
    upgrade: (request) => upgrade?.(request),
  });
  return {
    port: listener.port,
    open(handler, sockets) {
      fetch = handler;
      upgrade = sockets;
    },
    close: () => listener.close(),
  };
}

function notYet(name: string): Response {
  return Response.json(
    { code: "STARTING", message: `Rowlock is starting ${name}`, hint: "Try again in a second" },
    { status: 503, headers: { "retry-after": "1" } },
  );
}

/** Takes several doors, or none: when one is taken by somebody else, the others are given back. */
export async function takeDoors<Name extends string>(
  wanted: Readonly<Record<Name, DoorOptions>>,
): Promise<Readonly<Record<Name, Door>>> {
  const taken: [string, Door][] = [];
  try {
    for (const [name, options] of Object.entries<DoorOptions>(wanted)) {
      taken.push([name, await takeDoor(options)]);
    }
  } catch (error) {
    await Promise.all(taken.map(([, door]) => door.close()));
    throw error;
  }
  return Object.fromEntries(taken) as Record<Name, Door>;
}

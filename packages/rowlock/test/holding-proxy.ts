// A TCP proxy before PostgreSQL that lets everything pass but cancel requests: those it holds until it is told.
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface HoldingProxy {
  readonly port: number;
  /** How many cancel requests came so far. */
  held(): number;
  /** Lets those pass that were held. */
  release(): void;
  /** Loses those that were held. */
  lose(): void;
  close(): void;
}

const CANCEL_REQUEST = 80877102;

/** The type and length of BackendKeyData; process id and secret follow. */
const BACKEND_KEY = Buffer.from([0x4b, 0, 0, 0, 12]);

export interface HoldingProxyOptions {
  /** Added to the process id in the key for cancelling, as a pooler gives one of its own. */
  readonly changeKey?: number;
}

export async function startHoldingProxy(
  target: number,
  { changeKey = 0 }: HoldingProxyOptions = {},
): Promise<HoldingProxy> {
  const sockets = new Set<Socket>();
  const holding: { readonly pass: () => void; readonly near: Socket }[] = [];
  let held = 0;
  const server = createServer(async (near) => {
    sockets.add(near);
    near.on("error", () => {});
    const [first] = (await once(near, "data")) as [Buffer];
    const pass = () => {
      const far = connect(target, "127.0.0.1");
      sockets.add(far);
      far.on("error", () => {});
      far.on("close", () => near.destroy());
      near.on("close", () => far.destroy());
      far.write(first);
      near.pipe(far);
      far.on("data", (bytes: Buffer) => {
        const key = bytes.indexOf(BACKEND_KEY);
        const at = key + BACKEND_KEY.length;
        if (key !== -1) bytes.writeInt32BE(bytes.readInt32BE(at) + changeKey, at);
        near.write(bytes);
      });
    };
    if (first.readInt32BE(4) !== CANCEL_REQUEST) return pass();
    held += 1;
    holding.push({ pass, near });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    held: () => held,
    release() {
      for (const { pass } of holding.splice(0)) pass();
    },
    lose() {
      for (const { near } of holding.splice(0)) near.resetAndDestroy();
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

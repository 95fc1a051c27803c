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

export async function startHoldingProxy(target: number): Promise<HoldingProxy> {
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
      near.pipe(far).pipe(near);
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

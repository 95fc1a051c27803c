// Ports for one stack and its app that nobody uses at the moment.
import { createServer } from "node:net";

/** What `--port-base N` takes. */
const STACK_OFFSETS = [0, 1, 2, 10] as const;
const APP_OFFSET = 20;

export interface Ports {
  readonly base: number;
  readonly app: number;
}

export async function findFreePorts(): Promise<Ports> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const base = 20_000 + Math.floor(Math.random() * 1000) * 25;
    const ports = [...STACK_OFFSETS, APP_OFFSET].map((offset) => base + offset);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return { base, app: base + APP_OFFSET };
  }
  throw new Error("No free ports were found between 20000 and 45000");
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

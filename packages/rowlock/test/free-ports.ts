// Ports for one stack and its app that nobody uses at the moment.
// Guarantee: none of them is one that the system gives to outgoing connections (from 32768 on Linux), which could take it
// before it is listened at.
import { createServer } from "node:net";

/** What `--port-base N` takes. */
const STACK_OFFSETS = [0, 1, 2, 10] as const;
const APP_OFFSET = 20;

const FIRST = 20_000;
const END = 32_000;
const STRIDE = 25;

export interface Ports {
  readonly base: number;
  readonly app: number;
}

export async function findFreePorts(): Promise<Ports> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const base = FIRST + Math.floor((Math.random() * (END - FIRST)) / STRIDE) * STRIDE;
    const ports = [...STACK_OFFSETS, APP_OFFSET].map((offset) => base + offset);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return { base, app: base + APP_OFFSET };
  }
  throw new Error(`No free ports were found between ${FIRST} and ${END}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

// A base for --port-base whose ports (N, N+1, N+2, N+10) are free now, so that stacks of several tests stand side by side.
import { randomInt } from "node:crypto";
import { createServer } from "node:net";

export async function freePortBase(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const base = randomInt(2_000, 3_200) * 10;
    const free = await Promise.all([0, 1, 2, 10].map((offset) => isFree(base + offset)));
    if (free.every(Boolean)) return base;
  }
  throw new Error("No free ports were found");
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

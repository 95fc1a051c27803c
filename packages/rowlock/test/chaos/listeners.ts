// How many sockets listen on a port of this machine, as the kernel tells it. Linux only.
import { readFileSync } from "node:fs";

const LISTEN = "0A";

export function listenersOn(port: number): number {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const lines = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((path) =>
    readFileSync(path, "utf8").split("\n").slice(1),
  );
  return lines.filter((line) => {
    const [, local = "", , state] = line.trim().split(/\s+/);
    return state === LISTEN && local.endsWith(wanted);
  }).length;
}

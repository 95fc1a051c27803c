// Who listens on a TCP port of this machine, as far as the system tells this user.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import { rowlockError } from "../../errors/registry.ts";

const LISTEN = "0A";

export interface PortHolder {
  readonly pid: number;
  /** The program's name, such as `node`. */
  readonly name: string;
}

/** The process that listens on the port. Linux only; undefined where it cannot be told. */
export function findPortHolder(port: number): PortHolder | undefined {
  try {
    const inodes = new Set(["tcp", "tcp6"].flatMap((table) => listeningInodes(table, port)));
    if (inodes.size === 0) return undefined;
    for (const entry of readdirSync("/proc")) {
      if (/^\d+$/.test(entry) && holdsSocket(entry, inodes)) {
        const name = readFileSync(`/proc/${entry}/comm`, "utf8").trim();
        return { pid: Number(entry), name };
      }
    }
  } catch {
    // No /proc, or not readable.
  }
  return undefined;
}

function listeningInodes(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return readFileSync(`/proc/net/${table}`, "utf8")
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(suffix) && fields[3] === LISTEN)
    .flatMap((fields) => fields[9] ?? []);
}

function holdsSocket(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      const target = readlinkSync(`/proc/${pid}/fd/${fd}`);
      return target.startsWith("socket:[") && inodes.has(target.slice(8, -1));
    });
  } catch {
    // Another user's process, or one that has just ended.
    return false;
  }
}

/** The error for a port of Rowlock's that another program listens on. */
export function portTaken(port: number): Error {
  const holder = findPortHolder(port);
  const who = holder === undefined ? "another program" : `${holder.name} (process ${holder.pid})`;
  return rowlockError("PORT_TAKEN", {
    message: `Port ${port} is in use by ${who}`,
    hint: "Stop that program, or move Rowlock's ports with --port-base",
  });
}

/** Gives the port, or a free one for 0, after seeing that it can be listened on. @throws PORT_TAKEN */
export function claimPort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? portTaken(port) : error);
    });
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      const free = typeof address === "object" && address !== null ? address.port : port;
      server.close(() => resolve(free));
    });
  });
}

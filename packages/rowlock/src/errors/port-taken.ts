// The error for a port that somebody else holds, naming who: on Linux the process is found in /proc, as far as its
// owner lets us look. Only the process's short name and folder are shown, because arguments may hold secrets.
import { readdir, readFile, readlink } from "node:fs/promises";
import { rowlockError } from "./registry.ts";
import type { RowlockError } from "./rowlock-error.ts";

export interface PortTakenOptions {
  readonly port: number;
  /** What wanted the port, such as "the Data API". */
  readonly wanted: string;
  /** What helps, such as "Choose other ports with --port-base". */
  readonly hint: string;
}

/** Makes the error for a taken port. */
export async function portTakenError(options: PortTakenOptions): Promise<RowlockError> {
  const holder = await describePortHolder(options.port);
  return rowlockError("PORT_TAKEN", {
    message: `Port ${options.port}, wanted for ${options.wanted}, is taken${holder === undefined ? "" : ` by ${holder}`}`,
    hint: options.hint,
  });
}

/** Who listens on a TCP port, such as "node (process 123) in /home/ada/app"; undefined where it can't be found. */
export async function describePortHolder(port: number): Promise<string | undefined> {
  const inodes = await listeningInodes(port);
  if (inodes.size === 0) return undefined;
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    if (!(await holdsSocket(pid, inodes))) continue;
    const name = (await readOrEmpty(`/proc/${pid}/comm`)).trim();
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
    return `${name} (process ${pid})${folder === undefined ? "" : ` in ${folder}`}`;
  }
  return undefined;
}

const LISTENING = "0A";

async function listeningInodes(port: number): Promise<ReadonlySet<string>> {
  const tables = await Promise.all(["/proc/net/tcp", "/proc/net/tcp6"].map(readOrEmpty));
  const hexPort = port.toString(16).toUpperCase().padStart(4, "0");
  const rows = tables.flatMap((table) => table.split("\n").slice(1));
  const inodes = rows.flatMap((row) => {
    const [, local, , state, , , , , , inode] = row.trim().split(/\s+/);
    return inode !== undefined && state === LISTENING && local?.endsWith(`:${hexPort}`)
      ? [inode]
      : [];
  });
  return new Set(inodes);
}

async function holdsSocket(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const targets = await Promise.all(
    files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => "")),
  );
  return targets.some((target) => inodes.has(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? ""));
}

function readOrEmpty(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}

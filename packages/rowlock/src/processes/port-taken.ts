// The error for a port that another program holds, naming who: on Linux the process is found in /proc, as far as this
// user may look. Only its short name and folder are shown, because a command line may hold secrets.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { rowlockError } from "../errors/registry.ts";
import type { RowlockError } from "../errors/rowlock-error.ts";

export interface PortTakenOptions {
  readonly port: number;
  /** What needs the port, such as "the Data API". */
  readonly wanted: string;
  /** Default: to stop the program, or to move the ports. */
  readonly hint?: string | undefined;
}

/** Makes the error PORT_TAKEN. */
export function portTakenError({ port, wanted, hint }: PortTakenOptions): RowlockError {
  const holder = describePortHolder(port) ?? "another program";
  return rowlockError("PORT_TAKEN", {
    message: `Port ${port} is in use by ${holder}, and ${wanted} needs it`,
    hint: hint ?? "Stop that program, or move Rowlock's ports with --port-base",
  });
}

/** Who listens on a TCP port, such as "node (process 123) in /home/ada/app"; undefined where it can't be told. */
function describePortHolder(port: number): string | undefined {
  const inodes = new Set(["tcp", "tcp6"].flatMap((table) => listeningInodes(table, port)));
  const pid = inodes.size === 0 ? undefined : listProcesses().find((id) => holds(id, inodes));
  if (pid === undefined) return undefined;
  const name = attempt(() => readFileSync(`/proc/${pid}/comm`, "utf8").trim()) ?? "a program";
  const folder = attempt(() => readlinkSync(`/proc/${pid}/cwd`));
  return `${name} (process ${pid})${folder === undefined ? "" : ` in ${folder}`}`;
}

const LISTENING = "0A";

function listeningInodes(table: string, port: number): readonly string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = attempt(() => readFileSync(`/proc/net/${table}`, "utf8").split("\n").slice(1)) ?? [];
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(suffix) && fields[3] === LISTENING)
    .flatMap((fields) => fields[9] ?? []);
}

function listProcesses(): readonly string[] {
  return (attempt(() => readdirSync("/proc")) ?? []).filter((name) => /^\d+$/.test(name));
}

function holds(pid: string, inodes: ReadonlySet<string>): boolean {
  const files = attempt(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
  return files.some((file) => {
    const target = attempt(() => readlinkSync(`/proc/${pid}/fd/${file}`)) ?? "";
    return inodes.has(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? "");
  });
}

/** Undefined for what has no /proc, belongs to another user, or has just ended. */
function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

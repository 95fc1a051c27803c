// What a data directory says of itself, read from its files without a server.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rowlockError } from "../../errors/registry.ts";

export type DataDirectoryState =
  | { readonly kind: "absent" }
  | { readonly kind: "cluster"; readonly major: number; readonly systemIdentifier: string };

/** @throws CLUSTER_DAMAGED when something is there that is no whole cluster */
export function readDataDirectory(directory: string): DataDirectoryState {
  try {
    if (!existsSync(directory) || readdirSync(directory).length === 0) return { kind: "absent" };
    const major = Number.parseInt(readFileSync(join(directory, "PG_VERSION"), "utf8"), 10);
    if (Number.isNaN(major)) throw new Error("PG_VERSION holds no version");
    return { kind: "cluster", major, systemIdentifier: readSystemIdentifier(directory) };
  } catch (error) {
    throw rowlockError("CLUSTER_DAMAGED", {
      message: `What lies in ${directory} cannot be read as a PostgreSQL cluster`,
      hint: "Nothing was changed. Restore it from a backup, or move it away to begin anew",
      details: (error as Error).message,
      cause: error,
    });
  }
}

/** The number that initdb gave the cluster: the first eight bytes of its control file, in the machine's byte order. */
function readSystemIdentifier(directory: string): string {
  const control = readFileSync(join(directory, "global", "pg_control"));
  return control.readBigUInt64LE(0).toString();
}

export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  /** True once the server takes connections. */
  readonly ready: boolean;
}

/** What a running server, or one that crashed, left in postmaster.pid. */
export function readPostmasterFile(directory: string): PostmasterFile | undefined {
  try {
    const lines = readFileSync(join(directory, "postmaster.pid"), "utf8").split("\n");
    const pid = Number.parseInt(lines[0] ?? "", 10);
    const port = Number.parseInt(lines[3] ?? "", 10);
    const ready = lines[7]?.trim() === "ready";
    return Number.isNaN(pid) || Number.isNaN(port) ? undefined : { pid, port, ready };
  } catch {
    return undefined;
  }
}

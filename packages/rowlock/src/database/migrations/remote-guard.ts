// Keeps migrations, seeds and resets away from servers elsewhere, unless someone has said yes.
import { isIP } from "node:net";
import pg from "pg";
import { rowlockError } from "../../errors/registry.ts";

export interface RemoteGuardOptions {
  readonly connectionString: string;
  /** True once a person has agreed to change a database that is not on this machine. */
  readonly allowRemote?: boolean | undefined;
}

/** @throws DATABASE_REMOTE */
export function refuseRemote({ connectionString, allowRemote }: RemoteGuardOptions): void {
  const host = remoteHost(connectionString);
  if (allowRemote === true || host === undefined) return;
  throw rowlockError("DATABASE_REMOTE", {
    message: `The database is on ${host}, not on this machine, so it is not changed unasked`,
    hint: "Add --yes if that is what you want",
  });
}

/** The host of a database that is not on this machine; undefined for one that is. */
export function remoteHost(connectionString: string): string | undefined {
  const host = hostOf(connectionString);
  return isLoopback(host) ? undefined : host;
}

// pg's own reading of the string: a `host` parameter or PGHOST may say other than what stands behind the @.
function hostOf(connectionString: string): string {
  return new pg.Client({ connectionString }).host;
}

function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "");
  if (name === "localhost" || name.startsWith("/")) return true;
  return isIP(name) === 4 ? name.startsWith("127.") : name === "::1";
}

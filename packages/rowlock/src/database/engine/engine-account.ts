// The account that PostgreSQL's processes run as. PostgreSQL refuses to run as root, so root lends it another.
// Not root: the process's own. Why `rowlock`, else `nobody`: docs/decisions/database-account.md.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { rowlockError } from "../../errors/registry.ts";

export interface EngineAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const CANDIDATES = ["rowlock", "nobody"];

/** Asked once: who is not in the file is asked for by a process, and several places ask at each start. */
let lent: EngineAccount | undefined;

/** The account to run as, or undefined where this process's own will do. @throws ENGINE_ACCOUNT_MISSING */
export function findEngineAccount(): EngineAccount | undefined {
  if (process.getuid?.() !== 0) return undefined;
  lent ??= findAccountToLend();
  return lent;
}

function findAccountToLend(): EngineAccount {
  for (const name of CANDIDATES) {
    const account = readAccount(name);
    if (account !== undefined && account.uid !== 0) return account;
  }
  throw rowlockError("ENGINE_ACCOUNT_MISSING", {
    message: "PostgreSQL does not run as root, and there is neither an account rowlock nor nobody",
    hint: "Make one (useradd --system rowlock), or run Rowlock as another user than root",
  });
}

// The file comes before every other source of accounts, and costs no process; `id` knows the others.
function readAccount(name: string): EngineAccount | undefined {
  const line = passwordFile()
    .split("\n")
    .find((one) => one.startsWith(`${name}:`));
  const [, , user, group] = line?.split(":") ?? [];
  const uid = toId(user ?? askId("-u", name));
  if (uid === undefined) return undefined;
  const gid = toId(group ?? askId("-g", name));
  return gid === undefined ? undefined : { name, uid, gid };
}

function passwordFile(): string {
  try {
    return readFileSync("/etc/passwd", "utf8");
  } catch {
    return "";
  }
}

/** macOS says 4294967294 or -2 for nobody; the system call takes it as a signed number. */
function toId(text: string | undefined): number | undefined {
  return text === undefined || !/^-?\d+$/.test(text) ? undefined : Number.parseInt(text, 10) | 0;
}

function askId(flag: "-u" | "-g", name: string): string | undefined {
  try {
    return execFileSync("id", [flag, name], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return undefined;
  }
}

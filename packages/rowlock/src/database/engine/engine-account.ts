// The account that PostgreSQL's processes run as. PostgreSQL refuses to run as root, so root lends it another.
// Not root: the process's own. Why `rowlock`, else `nobody`: docs/decisions/database-account.md.
import { execFileSync } from "node:child_process";
import { rowlockError } from "../../errors/registry.ts";

export interface EngineAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const CANDIDATES = ["rowlock", "nobody"];

/** The account to run as, or undefined where this process's own will do. @throws ENGINE_ACCOUNT_MISSING */
export function findEngineAccount(): EngineAccount | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of CANDIDATES) {
    const uid = readId("-u", name);
    const gid = readId("-g", name);
    if (uid !== undefined && gid !== undefined && uid !== 0) return { name, uid, gid };
  }
  throw rowlockError("ENGINE_ACCOUNT_MISSING", {
    message: "PostgreSQL does not run as root, and there is neither an account rowlock nor nobody",
    hint: "Make one (useradd --system rowlock), or run Rowlock as another user than root",
  });
}

function readId(flag: "-u" | "-g", name: string): number | undefined {
  try {
    const text = execFileSync("id", [flag, name], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    // macOS says 4294967294 for nobody; the system call takes it as a signed number.
    return Number.parseInt(text, 10) | 0;
  } catch {
    return undefined;
  }
}

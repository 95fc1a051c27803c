// A PostgreSQL that is installed on this machine, named by its folder of programs: `[db] engine` in rowlock.toml, or
// ROWLOCK_POSTGRES. Guarantees a server of a version that Rowlock runs, or a sentence that says what is the matter.
import { execFileSync } from "node:child_process";
import { existsSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { rowlockError } from "../../errors/registry.ts";
import type { EngineAccount } from "./engine-account.ts";

export interface InstalledEngine {
  /** The folder that holds `postgres` and `initdb`, links followed. */
  readonly bin: string;
  /** Where its extensions, time zones and samples lie. */
  readonly share: string;
  /** Such as `15.18 (Debian 15.18-0+deb12u1)`. */
  readonly version: string;
  readonly major: number;
}

export interface LocateInstalledOptions {
  /** An absolute folder, or `pg_config`: then the one on the PATH is asked. */
  readonly named: string;
  readonly account: EngineAccount | undefined;
}

const PG_CONFIG = "pg_config";

/** The oldest that Rowlock runs; https://www.postgresql.org/support/versioning/ names the newest. */
export const OLDEST_MAJOR = 15;
export const NEWEST_MAJOR = 18;

/** @throws ENGINE_NOT_FOUND, ENGINE_TOO_OLD */
export function locateInstalledEngine({ named, account }: LocateInstalledOptions): InstalledEngine {
  const folder = named === PG_CONFIG ? askPgConfig() : named;
  if (!isAbsolute(folder)) {
    throw notFound(`${folder} is no absolute path, and an engine is named by one`);
  }
  if (!existsSync(folder)) throw notFound(`There is no folder ${folder} to take PostgreSQL from`);
  if (!statSync(folder).isDirectory()) throw notFound(`${folder} is no folder`);
  for (const program of ["postgres", "initdb"]) {
    if (existsSync(join(folder, program))) continue;
    throw notFound(`There is no ${program} in ${folder}, which is to be PostgreSQL's programs`);
  }
  const bin = dirname(realpathSync(join(folder, "postgres")));
  const version = versionOf(folder, account);
  const major = Number.parseInt(version, 10);
  if (!(major >= OLDEST_MAJOR)) {
    throw rowlockError("ENGINE_TOO_OLD", {
      message: `The PostgreSQL in ${folder} is ${version}; Rowlock runs ${OLDEST_MAJOR} to ${NEWEST_MAJOR}`,
      hint: "Name a newer one, or none: Rowlock brings its own",
    });
  }
  return { bin, share: shareOf(bin, account), version, major };
}

/** Runs one of its programs for what it says, as the account that will run the server. @throws the system's error */
export function askProgram(
  program: string,
  {
    args,
    account,
  }: { readonly args: readonly string[]; readonly account?: EngineAccount | undefined },
): string {
  return execFileSync("/bin/sh", ["-c", 'exec "$0" "$@" 2>&1', program, ...args], {
    cwd: "/",
    encoding: "utf8",
    env: { PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C" },
    timeout: 30_000,
    ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
  });
}

/** The share folder that the `initdb` of a folder goes by; it looks for it beside itself. @throws the system's error */
export function shareFolderOf(bin: string, account: EngineAccount | undefined): string | undefined {
  // Shows its settings and ends; the data directory is never looked at.
  const shown = askProgram(join(bin, "initdb"), {
    args: ["--show", "-D", "/nonexistent"],
    account,
  });
  return /^share_path=(.+)$/m.exec(shown)?.[1];
}

function askPgConfig(): string {
  try {
    return execFileSync(PG_CONFIG, ["--bindir"], { encoding: "utf8", timeout: 30_000 }).trim();
  } catch (cause) {
    throw notFound("The engine is to be found by pg_config, which is not on the PATH", cause);
  }
}

function versionOf(folder: string, account: EngineAccount | undefined): string {
  let said = "";
  try {
    said = askProgram(join(folder, "postgres"), { args: ["--version"], account });
  } catch (cause) {
    throw notFound(`${join(folder, "postgres")} does not run`, cause);
  }
  const version = /\(PostgreSQL\) (\S.*)/.exec(said)?.[1];
  if (version === undefined) throw notFound(`${join(folder, "postgres")} is no PostgreSQL server`);
  return version.trim();
}

function shareOf(bin: string, account: EngineAccount | undefined): string {
  try {
    const share = shareFolderOf(bin, account);
    if (share !== undefined && existsSync(join(share, "extension"))) return share;
  } catch (cause) {
    throw notFound(`${join(bin, "initdb")} does not run`, cause);
  }
  throw notFound(`The PostgreSQL in ${bin} lacks its files for new databases`);
}

function notFound(message: string, cause?: unknown): Error {
  const said = (cause as { readonly stdout?: string } | undefined)?.stdout?.trim();
  return rowlockError("ENGINE_NOT_FOUND", {
    message,
    hint: "Name the folder that holds postgres and initdb, such as /usr/lib/postgresql/17/bin, or none: Rowlock brings its own",
    ...(said === undefined || said === "" ? {} : { details: said }),
    cause,
  });
}

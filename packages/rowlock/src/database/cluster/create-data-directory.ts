// Makes a new cluster's data directory with initdb: UTF8, text sorted as hosted Supabase sorts it (ICU, en-US),
// passwords by SCRAM, a superuser whose password the caller made.
// Guarantees that a directory under its final name is whole: it is made beside it and renamed in one step.
import { chmodSync, chownSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { rowlockError } from "../../errors/registry.ts";
import { createFile, makeFolder, overwriteFile } from "../../files/write-file.ts";
import type { Engine } from "../engine/prepare-engine.ts";
import { spawnEngine } from "../engine/spawn-engine.ts";
import { PostgresError } from "../postgres-error.ts";

/** The bootstrap superuser's name, as on hosted Supabase. */
export const SUPERUSER = "supabase_admin";

// Only TCP on loopback, only by password. No line for `replication`: a physical copy would hold every database's rows,
// while logical replication asks for one database and needs none.
export const HOST_RULES = "host all all 127.0.0.1/32 scram-sha-256\n";

export interface CreateDataDirectoryOptions {
  readonly engine: Engine;
  readonly superuserPassword: string;
  readonly durable: boolean;
}

/** @throws CLUSTER_CREATE_FAILED; then nothing is left under the final name. */
export function createDataDirectory(
  place: string,
  options: CreateDataDirectoryOptions,
): Promise<void> {
  return makeWhole(place, (draft) => makeDraft(draft, options));
}

export interface FillDataDirectoryOptions {
  readonly engine: Engine;
  fill(folder: string): Promise<void>;
}

/** The same with files that come from elsewhere. @throws what filling throws, CLUSTER_CREATE_FAILED */
export function fillDataDirectory(
  place: string,
  { engine, fill }: FillDataDirectoryOptions,
): Promise<void> {
  return makeWhole(place, async (draft) => {
    const data = join(draft, "data");
    makeFolder(data, { within: dirname(draft), mode: 0o700 });
    await fill(data);
    for (const name of readdirSync(data, { recursive: true, encoding: "utf8" })) {
      lend(join(data, name), engine);
    }
    lend(data, engine);
    return data;
  });
}

/** What says more than that no directory could be made. */
const PASSED_ON = new Set(["ENGINE_UNSUPPORTED", "COPY_FAILED", "DATABASE_UNREACHABLE"]);

function codeOf(error: unknown): string {
  return (error as { readonly code?: string }).code ?? "";
}

/** Where a data directory lies until it is whole. */
export function draftOf(dataDirectory: string): string {
  return `${dataDirectory}.initializing`;
}

async function makeWhole(place: string, make: (draft: string) => Promise<string>): Promise<void> {
  const draft = draftOf(place);
  try {
    makeFolder(dirname(place), { within: dirname(place), mode: 0o700 });
    rmSync(draft, { recursive: true, force: true });
    renameSync(await make(draft), place);
  } catch (error) {
    if (error instanceof PostgresError || PASSED_ON.has(codeOf(error))) throw error;
    throw createFailed(place, error as Error);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

// The draft's folder stays this process's own, so that as root nothing in it can be swapped by the account that is lent
// the data directory and the password file.
async function makeDraft(draft: string, options: CreateDataDirectoryOptions): Promise<string> {
  makeFolder(draft, { within: dirname(draft) });
  chmodSync(draft, 0o711);
  const data = join(draft, "data");
  makeFolder(data, { within: draft, mode: 0o700 });
  lend(data, options.engine);
  const passwordFile = join(draft, "password");
  createFile(passwordFile, `${options.superuserPassword}\n`, { within: draft, mode: 0o600 });
  lend(passwordFile, options.engine);
  await runInitdb(data, { ...options, passwordFile });
  writeHostRules(data);
  return data;
}

function lend(path: string, { account }: Engine): void {
  if (account !== undefined) chownSync(path, account.uid, account.gid);
}

/** Says in a data directory who is let in, by which way. */
export function writeHostRules(dataDirectory: string, rules = HOST_RULES): void {
  overwriteFile(join(dataDirectory, "pg_hba.conf"), rules, { within: dataDirectory });
}

async function runInitdb(
  data: string,
  options: CreateDataDirectoryOptions & { readonly passwordFile: string },
): Promise<void> {
  const child = await spawnEngine(options.engine, {
    program: "initdb",
    args: [
      ...["--pgdata", data, "--username", SUPERUSER, "--pwfile", options.passwordFile],
      ...["--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions"],
      ...["--locale-provider=icu", "--icu-locale=en-US", "--locale=C"],
      ...(options.durable ? [] : ["--no-sync"]),
    ],
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaints = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    complaints += text;
  });
  const code = await new Promise<number | null>((resolve) => {
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(complaints.trim() || `initdb ended with code ${code}`);
}

function createFailed(place: string, cause: Error): Error {
  const diskFull = /ENOSPC|No space left/.test(cause.message);
  return rowlockError("CLUSTER_CREATE_FAILED", {
    message: diskFull
      ? `The disk is full: no database could be made in ${place}`
      : `No database could be made in ${place}`,
    hint: "Check that the folder can be written and that its disk has 100 MB free",
    details: cause.message,
    cause,
  });
}

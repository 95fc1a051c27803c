// Makes a new cluster's data directory with initdb: UTF8, text sorted as hosted Supabase sorts it (ICU, en-US),
// passwords by SCRAM, a superuser whose password the caller made.
// Guarantees that a directory under its final name is whole: it is made beside it and renamed in one step.
import { spawn } from "node:child_process";
import { chownSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { rowlockError } from "../../errors/registry.ts";
import type { Engine } from "../engine/prepare-engine.ts";
import { engineEnvironment } from "./postmaster.ts";

/** The bootstrap superuser's name, as on hosted Supabase. */
export const SUPERUSER = "supabase_admin";

// Only TCP on loopback, only by password; replication as well, for pgoutput.
const HOST_RULES = [
  "host all all 127.0.0.1/32 scram-sha-256",
  "host replication all 127.0.0.1/32 scram-sha-256",
  "",
].join("\n");

export interface CreateDataDirectoryOptions {
  readonly engine: Engine;
  readonly superuserPassword: string;
  readonly durable: boolean;
}

/** @throws CLUSTER_CREATE_FAILED; then nothing is left under the final name. */
export async function createDataDirectory(
  place: string,
  options: CreateDataDirectoryOptions,
): Promise<void> {
  const draft = `${place}.initializing`;
  const data = join(draft, "data");
  try {
    mkdirSync(dirname(place), { recursive: true, mode: 0o711 });
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { mode: 0o700 });
    lend(draft, options.engine);
    const passwordFile = join(draft, "password");
    writeFileSync(passwordFile, `${options.superuserPassword}\n`, { mode: 0o600, flag: "wx" });
    lend(passwordFile, options.engine);
    await runInitdb(data, { ...options, passwordFile });
    const rules = join(data, "pg_hba.conf");
    writeFileSync(rules, HOST_RULES, { mode: 0o600 });
    renameSync(data, place);
  } catch (error) {
    throw rowlockError("CLUSTER_CREATE_FAILED", {
      message: `A PostgreSQL cluster could not be made in ${place}`,
      hint: "Check that the folder can be written and that the disk has 100 MB free",
      details: (error as Error).message,
      cause: error,
    });
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function lend(path: string, { account }: Engine): void {
  if (account !== undefined) chownSync(path, account.uid, account.gid);
}

function runInitdb(
  data: string,
  options: CreateDataDirectoryOptions & { readonly passwordFile: string },
): Promise<void> {
  const { engine } = options;
  const child = spawn(
    engine.initdb,
    [
      "--pgdata",
      data,
      "--username",
      SUPERUSER,
      "--pwfile",
      options.passwordFile,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale-provider=icu",
      "--icu-locale=en-US",
      "--locale=C",
      "--no-instructions",
      ...(options.durable ? [] : ["--no-sync"]),
    ],
    {
      cwd: "/",
      env: engineEnvironment(),
      stdio: ["ignore", "ignore", "pipe"],
      ...(engine.account === undefined ? {} : { uid: engine.account.uid, gid: engine.account.gid }),
    },
  );
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(complaints.trim() || `initdb ended with code ${code}`));
    });
  });
}

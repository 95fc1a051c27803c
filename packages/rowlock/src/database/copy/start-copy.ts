// A copy of a running server's database in a server of its own, without its rows and cut off from everything outside:
// for being attacked, and thrown away. The server that it is taken from is only read.
// Guarantee: nobody but the superuser is let in before it is empty; nothing of it is left on the disk afterwards, and
// what a killed run left is removed by the next one.
import { setTimeout as sleep } from "node:timers/promises";
import { openDraftFolder } from "../../files/draft-folder.ts";
import type { SqlClient } from "../../sql/sql-client.ts";
import { HOST_RULES, SUPERUSER, writeHostRules } from "../cluster/create-data-directory.ts";
import { type Cluster, type StartClusterOptions, startCluster } from "../cluster/start-cluster.ts";
import { withClient } from "../pool/with-client.ts";
import { severCopy } from "./sever-copy.ts";
import { type BackupSource, takeBackup } from "./take-backup.ts";

export interface StartCopyOptions
  extends Pick<
    StartClusterOptions,
    | "projectDirectory"
    | "stateDirectory"
    | "superuserPassword"
    | "sharedHome"
    | "onNotice"
    | "engine"
  > {
  readonly source: BackupSource;
  /** The name of the database that is copied. */
  readonly database: string;
  /** Whether what is written in the copy is to be read from its log. */
  readonly isLogged: boolean;
}

const SUPERUSER_ALONE = HOST_RULES.replace("all all", `all ${SUPERUSER}`);

// No worker of any kind, no module that is loaded with the server, no log shipped anywhere. What the log says of pages
// that were left out with the rows is nothing to stop at.
const SETTINGS = {
  shared_preload_libraries: "",
  session_preload_libraries: "",
  local_preload_libraries: "",
  max_worker_processes: "0",
  max_logical_replication_workers: "0",
  max_wal_senders: "0",
  wal_level: "minimal",
  archive_mode: "off",
  autovacuum: "off",
  ignore_invalid_pages: "on",
  allow_in_place_tablespaces: "on",
  max_locks_per_transaction: "1024",
} as const;

/** For one reader, on this machine as all that connect. */
const LOGGED = { wal_level: "logical", max_wal_senders: "2", max_replication_slots: "2" } as const;

/** Before PostgreSQL 17 there is no such setting, nor a trigger at login: severCopy's first act disables the others. */
const settingsFor = (isLogged: boolean) => (major: number) => ({
  ...SETTINGS,
  ...(isLogged ? LOGGED : {}),
  ...(major >= 17 ? { event_triggers: "off" } : {}),
});

/** @throws what startCluster, takeBackup and severCopy throw; then nothing is left of it */
export async function startCopy({
  source,
  database,
  isLogged,
  ...options
}: StartCopyOptions): Promise<Cluster> {
  const cluster = await startCluster({
    ...options,
    port: 0,
    durable: false,
    maxConnections: 40,
    disposable: {
      settings: settingsFor(isLogged),
      async fill(folder) {
        await takeBackup(source, folder);
        openDraftFolder(folder).write("pg_hba.conf", SUPERUSER_ALONE);
      },
    },
  });
  try {
    await severCopy(cluster.superuserUrl(database));
    await openDoors(cluster, database);
    return cluster;
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

/** Resolves once the server goes by the rules that let everybody in. */
async function openDoors(
  { dataDirectory, superuserUrl }: Cluster,
  database: string,
): Promise<void> {
  const url = superuserUrl(database);
  const before = await withClient(url, readLoadTime);
  writeHostRules(dataDirectory);
  await withClient(url, (client) => client.query("select pg_catalog.pg_reload_conf()"));
  // A new session has the time of the server, which reads its rules with its settings.
  while ((await withClient(url, readLoadTime)) === before) await sleep(POLL_MS);
}

const POLL_MS = 5;

async function readLoadTime(client: SqlClient): Promise<string | undefined> {
  const { rows } = await client.query<{ loaded: string }>(
    "select pg_catalog.pg_conf_load_time()::text as loaded",
  );
  return rows[0]?.loaded;
}

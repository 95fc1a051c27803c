// The databases for the length of one command: those of the running stack, or started for it and stopped after it.
import { SUPERUSER } from "../database/cluster/create-data-directory.ts";
import { readDataDirectory } from "../database/cluster/data-directory.ts";
import { locateCluster } from "../database/cluster/place-cluster.ts";
import { connectionUrl } from "../database/connection-url.ts";
import { EXTERNAL_LOGINS } from "../database/role-names.ts";
import { prepareExternalDatabase } from "../database/roles/prepare-external-database.ts";
import { rowlockError } from "../errors/registry.ts";
import type { OpenedProject } from "../project/open-project.ts";
import { type DatabaseUrls, embeddedUrls, startDatabases } from "./start-databases.ts";

export interface CommandDatabases {
  readonly urls: DatabaseUrls;
  /** The embedded server's superuser. */
  superuserUrl(database: string): string;
}

export interface WithDatabasesOptions {
  readonly opened: OpenedProject;
  readonly databaseUrl?: string | undefined;
  readonly onNotice: (notice: string) => void;
  /** True: the work only reads, so no database is made for it. */
  readonly reads?: boolean | undefined;
}

/** @throws CLUSTER_ABSENT, and what startDatabases and the work throw */
export async function withDatabases<T>(
  options: WithDatabasesOptions,
  work: (databases: CommandDatabases) => Promise<T>,
): Promise<T> {
  if (options.opened.running !== undefined) return work(await runningDatabases(options));
  if (options.reads === true) refuseAbsent(options.opened);
  const databases = await startDatabases(options);
  try {
    return await work({ urls: databases.urls, superuserUrl: databases.cluster.superuserUrl });
  } finally {
    await databases.close();
  }
}

/** Where the project's own cluster lies, or would; nothing is made. @throws ENGINE_ACCOUNT_MISSING */
export function dataDirectoryOf({ project }: OpenedProject): string {
  const { directory: projectDirectory, stateDirectory } = project;
  return locateCluster({ projectDirectory, stateDirectory }).dataDirectory;
}

/** Whether a database was ever made for the project. @throws CLUSTER_DAMAGED, ENGINE_ACCOUNT_MISSING */
export function hasDatabase(opened: OpenedProject): boolean {
  return readDataDirectory(dataDirectoryOf(opened)).kind === "cluster";
}

function refuseAbsent(opened: OpenedProject): void {
  if (hasDatabase(opened)) return;
  throw rowlockError("CLUSTER_ABSENT", {
    message: `${opened.project.directory} has no database yet, so there is nothing to read in it`,
    hint: "rowlock dev makes it, with the people and webhooks that rowlock.toml declares",
  });
}

async function runningDatabases({
  opened,
  databaseUrl,
  onNotice,
}: WithDatabasesOptions): Promise<CommandDatabases> {
  const { ports, databasePasswords: passwords, project } = opened;
  const local = embeddedUrls(ports.database, passwords);
  const superuserUrl = (database: string) =>
    connectionUrl({
      port: ports.database,
      user: SUPERUSER,
      password: passwords.superuser,
      database,
    });
  if (databaseUrl === undefined) return { urls: local, superuserUrl };
  const external = await prepareExternalDatabase({
    connectionString: databaseUrl,
    passwords,
    extraRoles: project.rowlock.clerk.roles,
    onNotice,
  });
  const urls = {
    owner: databaseUrl,
    authenticator: external.authenticatorUrl,
    login: EXTERNAL_LOGINS.authenticator,
    service: external.serviceUrl,
    identity: local.identity,
  };
  return { urls, superuserUrl };
}

// A database to throw away, as the project's migrations (or the dump of a server's schema) make it: for looking at what
// they make, and for attacking it.
// In a cluster of its own, so that nothing in it, roles included, touches the project's database. Loopback only. It is made
// for each command and removed at its end, so that nothing of one is met by the next, and reading leaves nothing behind.

import type { Project } from "../../config/project.ts";
import { startCluster } from "../../database/cluster/start-cluster.ts";
import { applyMigrations } from "../../database/migrations/apply-migrations.ts";
import { withClient } from "../../database/pool/with-client.ts";
import { APP_DATABASE, EMBEDDED_LOGINS } from "../../database/role-names.ts";
import { grantExtraRoles } from "../../database/roles/grant-extra-roles.ts";
import { prepareEmbeddedServer } from "../../database/roles/prepare-embedded-server.ts";
import { openPrivateFolder } from "../../files/private-folder.ts";
import type { OpenedProject } from "../../project/open-project.ts";
import { schemaSources } from "../../stack/schema-sources.ts";
import { type DatabaseUrls, embeddedUrls } from "../../stack/start-databases.ts";
import { throwAwayDirectory } from "../../stack/throw-away-clusters.ts";
import { awaitTurn } from "./await-turn.ts";

export interface ScratchDatabase {
  readonly urls: DatabaseUrls;
  /** The app's database of the scratch cluster, as its superuser. */
  readonly superuserUrl: string;
}

export interface ScratchOptions {
  readonly opened: OpenedProject;
  readonly onNotice: (notice: string) => void;
  /** In place of what the project's config.toml says. */
  readonly autoExposeNewTables?: boolean | undefined;
  /** Makes the schema, in place of the migrations. */
  readonly fill?: ((scratch: ScratchDatabase) => Promise<void>) | undefined;
}

/** @throws what startCluster and applyMigrations throw */
export async function withScratchDatabase<T>(
  { opened, onNotice, fill, ...options }: ScratchOptions,
  work: (scratch: ScratchDatabase) => Promise<T>,
): Promise<T> {
  const { project, storedKeys } = opened;
  const passwords = storedKeys.databasePasswords;
  const { autoExposeNewTables = project.supabase.api.auto_expose_new_tables } = options;
  const directory = throwAwayDirectory(opened, "scratch");
  openPrivateFolder(directory);
  const cluster = await awaitTurn(
    () =>
      startCluster({
        projectDirectory: directory,
        stateDirectory: directory,
        port: 0,
        superuserPassword: passwords.superuser,
        durable: false,
        engine: project.engine,
        disposable: {},
        onNotice,
      }),
    onNotice,
  );
  try {
    const { superuserUrl } = cluster;
    const extraRoles = project.rowlock.clerk.roles;
    await prepareEmbeddedServer({ superuserUrl, passwords, extraRoles });
    const urls = embeddedUrls(cluster.port, passwords);
    const scratch = { urls, superuserUrl: superuserUrl(APP_DATABASE) };
    await (fill === undefined
      ? applyMigrations({
          ...schemaSources(project),
          connectionString: urls.owner,
          autoExposeNewTables,
          vaultSecrets: withoutValues(project.vaultSecrets),
          onNotice,
        })
      : fill(scratch));
    if (extraRoles.length > 0) {
      const login = EMBEDDED_LOGINS.authenticator;
      await withClient(urls.owner, (client) =>
        grantExtraRoles(client, { login, roles: extraRoles }),
      );
    }
    return await work(scratch);
  } finally {
    await cluster.stop();
  }
}

/** Migrations may ask for a secret; what it says is nothing that a database to be judged or attacked should know. */
function withoutValues(secrets: Project["vaultSecrets"]): Project["vaultSecrets"] {
  return Object.fromEntries(Object.keys(secrets).map((name) => [name, `the secret ${name}`]));
}

// The databases of a stack: the embedded cluster with the identity database, and the app's, there or by URL.
// Guarantee: what it returns is prepared (roles, logins, schemas), and close() leaves no server running.
import { type Cluster, startCluster } from "../database/cluster/start-cluster.ts";
import { connectionUrl } from "../database/connection-url.ts";
import {
  APP_DATABASE,
  EMBEDDED_LOGINS,
  EXTERNAL_LOGINS,
  IDENTITY_DATABASE,
} from "../database/role-names.ts";
import type { DatabasePasswords, OpenedProject } from "../project/open-project.ts";

export interface StartDatabasesOptions {
  readonly opened: OpenedProject;
  /** The app's database elsewhere, by its owner's URL. The identity database stays in the local cluster. */
  readonly databaseUrl?: string | undefined;
  readonly onNotice: (notice: string) => void;
}

/** Connection strings, each of the login that its work needs. They hold passwords. */
export interface DatabaseUrls {
  /** Owns the app's database: migrations, seeds, the catalog. No superuser. */
  readonly owner: string;
  readonly authenticator: string;
  /** The name of that login. */
  readonly login: string;
  readonly service: string;
  readonly identity: string;
}

export interface Databases {
  readonly urls: DatabaseUrls;
  readonly cluster: Cluster;
  /** False: nothing tells of schema changes, so a reload must be asked for. */
  readonly announcesSchemaChanges: boolean;
  close(): Promise<void>;
}

/** @throws what startCluster, prepareEmbeddedServer and prepareExternalDatabase throw */
export async function startDatabases(options: StartDatabasesOptions): Promise<Databases> {
  const { opened, databaseUrl, onNotice } = options;
  const { project, ports, databasePasswords: passwords } = opened;
  const extraRoles = project.rowlock.clerk.roles;
  const cluster = await startCluster({
    projectDirectory: project.directory,
    stateDirectory: project.stateDirectory,
    port: ports.database,
    superuserPassword: passwords.superuser,
    engine: project.engine,
    onNotice,
  });
  try {
    // Read no sooner than they are needed: PostgreSQL is to be started first.
    const { prepareEmbeddedServer } = await import("../database/roles/prepare-embedded-server.ts");
    await prepareEmbeddedServer({
      superuserUrl: cluster.superuserUrl,
      passwords,
      extraRoles,
      onNotice,
    });
    const local = embeddedUrls(cluster.port, passwords);
    const shared = { cluster, close: () => cluster.stop() };
    if (databaseUrl === undefined) return { ...shared, urls: local, announcesSchemaChanges: true };
    const { prepareExternalDatabase } = await import(
      "../database/roles/prepare-external-database.ts"
    );
    const external = await prepareExternalDatabase({
      connectionString: databaseUrl,
      passwords,
      extraRoles,
      onNotice,
    });
    for (const role of external.missingRoles) {
      onNotice(`The database has no role ${role}, which rowlock.toml names under [clerk] roles`);
    }
    return {
      ...shared,
      urls: {
        owner: databaseUrl,
        authenticator: external.authenticatorUrl,
        login: EXTERNAL_LOGINS.authenticator,
        service: external.serviceUrl,
        identity: local.identity,
      },
      announcesSchemaChanges: external.announcesSchemaChanges,
    };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

/** The logins of the embedded server, running or not. */
export function embeddedUrls(port: number, passwords: DatabasePasswords): DatabaseUrls {
  const login = (name: keyof typeof EMBEDDED_LOGINS, database: string) =>
    connectionUrl({ port, user: EMBEDDED_LOGINS[name], password: passwords[name], database });
  return {
    owner: login("owner", APP_DATABASE),
    authenticator: login("authenticator", APP_DATABASE),
    login: EMBEDDED_LOGINS.authenticator,
    service: login("service", APP_DATABASE),
    identity: login("identity", IDENTITY_DATABASE),
  };
}

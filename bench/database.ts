// One embedded cluster for the whole run, in a temporary folder, with durable writes as a real one has them.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Cluster,
  startCluster,
} from "../packages/rowlock/src/database/cluster/start-cluster.ts";
import { connectionUrl } from "../packages/rowlock/src/database/connection-url.ts";
import { withClient } from "../packages/rowlock/src/database/pool/with-client.ts";
import { EMBEDDED_LOGINS } from "../packages/rowlock/src/database/role-names.ts";
import { prepareEmbeddedServer } from "../packages/rowlock/src/database/roles/prepare-embedded-server.ts";

const PASSWORD = "a password of the bench alone";

export interface BenchDatabase {
  /** The process whose children do the work. */
  readonly pid: number;
  /** As the login that requests use. */
  readonly authenticatorUrl: string;
  /** As the owner of the tables, or of another database. */
  ownerUrl(database?: string): string;
  superuserUrl(database?: string): string;
  version(): Promise<string>;
  /** Runs trusted SQL as the superuser. */
  run(text: string, database?: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startBenchDatabase(): Promise<BenchDatabase> {
  const home = mkdtempSync(join(tmpdir(), "rowlock-bench-"));
  // As root the server runs as another account, which must reach its folder.
  chmodSync(home, 0o711);
  const cluster = await startCluster({
    projectDirectory: home,
    stateDirectory: home,
    sharedHome: join(home, "shared"),
    port: 0,
    superuserPassword: PASSWORD,
    maxConnections: 200,
  });
  try {
    await prepareEmbeddedServer({
      superuserUrl: cluster.superuserUrl,
      passwords: {
        owner: PASSWORD,
        authenticator: PASSWORD,
        service: PASSWORD,
        identity: PASSWORD,
      },
      extraRoles: [],
    });
    return benchDatabase(cluster, home);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

function benchDatabase(cluster: Cluster, home: string): BenchDatabase {
  const { port, pid } = cluster;
  const urlOf = (user: string, database = "postgres") =>
    connectionUrl({ port, user, password: PASSWORD, database });
  const superuserUrl = (database = "postgres") => cluster.superuserUrl(database);
  async function stop(): Promise<void> {
    await cluster.stop();
    rmSync(home, { recursive: true, force: true });
  }
  // Whatever ends the bench, no server stays behind.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      process.stderr.write(`Stopping: ${signal}\n`);
      void stop().finally(() => process.exit(1));
    });
  }
  return {
    pid,
    superuserUrl,
    authenticatorUrl: urlOf(EMBEDDED_LOGINS.authenticator),
    ownerUrl: (database) => urlOf(EMBEDDED_LOGINS.owner, database),
    version: () =>
      withClient(superuserUrl(), async (client) => {
        const { rows } = await client.query("show server_version");
        return rows[0].server_version;
      }),
    run: (text, database) =>
      withClient(superuserUrl(database), async (client) => {
        await client.query(text);
      }),
    stop,
  };
}

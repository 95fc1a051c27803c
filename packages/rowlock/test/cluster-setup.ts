// Starts one embedded cluster for the whole test run, with the roles that Rowlock makes and one prepared template
// database, and hands its port to the tests (test/database.ts). It goes with the run, however that ends.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { prepareAppDatabase } from "../src/database/baseline/prepare-app-database.ts";
import { type Cluster, startCluster } from "../src/database/cluster/start-cluster.ts";
import { prepareRoles } from "../src/database/roles/prepare-roles.ts";
import { TEMPLATE_DATABASE, TEST_PASSWORD } from "./database.ts";
import { TEST_ENGINE } from "./engine-under-test.ts";

declare module "vitest" {
  export interface ProvidedContext {
    readonly testClusterPort: number;
    readonly testClusterMajor: number;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), "rowlock-test-"));
  // As root the server runs as another account, which must reach its folder.
  chmodSync(home, 0o711);
  const remove = () => rmSync(home, { recursive: true, force: true });
  process.once("exit", remove);
  const cluster = await startCluster({
    projectDirectory: home,
    stateDirectory: home,
    sharedHome: join(home, "shared"),
    port: 0,
    superuserPassword: TEST_PASSWORD,
    maxConnections: 300,
    durable: false,
    engine: TEST_ENGINE,
  });
  await prepareTemplate(cluster);
  project.provide("testClusterPort", cluster.port);
  project.provide("testClusterMajor", cluster.major);
  return async () => {
    await cluster.stop();
    remove();
  };
}

async function prepareTemplate(cluster: Cluster): Promise<void> {
  const passwords = {
    owner: TEST_PASSWORD,
    authenticator: TEST_PASSWORD,
    service: TEST_PASSWORD,
    identity: TEST_PASSWORD,
  };
  await withClient(cluster.superuserUrl("postgres"), async (client) => {
    await prepareRoles(client, { passwords, extraRoles: [] });
    await client.query(`create database ${TEMPLATE_DATABASE} owner postgres`);
  });
  await withClient(cluster.superuserUrl(TEMPLATE_DATABASE), (client) => prepareAppDatabase(client));
}

async function withClient(
  connectionString: string,
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

// Starts one embedded cluster for the whole test run, with the roles that Rowlock makes and one prepared template
// database, and hands its address to the tests (test/database.ts). It goes with the run, however that ends.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { awaitReady } from "../src/database/cluster/await-ready.ts";
import { createDataDirectory, SUPERUSER } from "../src/database/cluster/create-data-directory.ts";
import { spawnPostmaster } from "../src/database/cluster/postmaster.ts";
import { serverSettings } from "../src/database/cluster/server-settings.ts";
import { connectionUrl } from "../src/database/connection-url.ts";
import { findEngineAccount } from "../src/database/engine/engine-account.ts";
import { prepareEngine } from "../src/database/engine/prepare-engine.ts";
import { prepareAppDatabase } from "../src/database/roles/prepare-app-database.ts";
import { prepareRoles } from "../src/database/roles/prepare-roles.ts";
import { TEMPLATE_DATABASE, TEST_PASSWORD } from "./database.ts";

declare module "vitest" {
  export interface ProvidedContext {
    readonly testClusterPort: number;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), "rowlock-test-"));
  // As root the server runs as another account, which must reach its folders.
  chmodSync(home, 0o711);
  const remove = () => rmSync(home, { recursive: true, force: true });
  try {
    const engine = prepareEngine({
      account: findEngineAccount(),
      copies: join(tmpdir(), "rowlock-test-engine"),
    });
    const dataDirectory = join(home, "data");
    const logFile = join(home, "postgres.log");
    await createDataDirectory(dataDirectory, {
      engine,
      superuserPassword: TEST_PASSWORD,
      durable: false,
    });
    const port = await freePort();
    const settings = serverSettings({ port, durable: false, maxConnections: 300 });
    const postmaster = await spawnPostmaster({ engine, dataDirectory, settings, logFile });
    try {
      const url = connectionUrl({
        port,
        user: SUPERUSER,
        password: TEST_PASSWORD,
        database: "postgres",
      });
      const client = await awaitReady(postmaster, { url, logFile, logStart: 0 });
      await prepareTemplate(client, port);
    } catch (error) {
      await postmaster.stop();
      throw error;
    }
    project.provide("testClusterPort", port);
    return async () => {
      await postmaster.stop();
      remove();
    };
  } catch (error) {
    remove();
    throw error;
  }
}

async function prepareTemplate(client: pg.Client, port: number): Promise<void> {
  await prepareRoles(client, {
    passwords: {
      owner: TEST_PASSWORD,
      authenticator: TEST_PASSWORD,
      service: TEST_PASSWORD,
      identity: TEST_PASSWORD,
    },
    extraRoles: [],
  });
  await client.query(`create database ${TEMPLATE_DATABASE} owner postgres`);
  await client.end();
  const template = new pg.Client({
    connectionString: connectionUrl({
      port,
      user: SUPERUSER,
      password: TEST_PASSWORD,
      database: TEMPLATE_DATABASE,
    }),
  });
  await template.connect();
  await prepareAppDatabase(template);
  await template.end();
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

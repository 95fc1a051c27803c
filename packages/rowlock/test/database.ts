// A fresh database for a test, in the cluster that test/cluster-setup.ts started for the run.
// With `app` it is what Rowlock makes for an app: auth schema, extensions, grants as hosted Supabase has them.
import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { SUPERUSER } from "../src/database/cluster/create-data-directory.ts";
import { connectionUrl } from "../src/database/connection-url.ts";
import { EMBEDDED_LOGINS } from "../src/database/role-names.ts";

export const TEST_PASSWORD = "a password of the tests alone";
/** The major version of PostgreSQL that the tests run on. */
export const testMajor = () => inject("testClusterMajor");
export const TEMPLATE_DATABASE = "rowlock_test_template";

export interface TestDatabase {
  readonly name: string;
  /** As `supabase_admin`, the cluster's superuser. */
  readonly superuserUrl: string;
  /** As `postgres`, the database's owner, no superuser: what migrations and the SQL Editor are. */
  readonly ownerUrl: string;
  /** As `authenticator`: what the Data API logs in as for anon, authenticated and extra roles. */
  readonly authenticatorUrl: string;
  /** As the login that only service_role requests use. */
  readonly serviceUrl: string;
  /** Runs trusted SQL as the owner; several statements may stand in one text without values. */
  query(text: string, values?: readonly unknown[]): Promise<pg.QueryResult>;
  /** Ends every session and drops the database. */
  drop(): Promise<void>;
}

export interface CreateTestDatabaseOptions {
  /** True: with the hosted schemas, functions and grants. False: empty. */
  readonly app: boolean;
}

export async function createTestDatabase(
  options: CreateTestDatabaseOptions = { app: true },
): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  const template = options.app ? TEMPLATE_DATABASE : "template1";
  await asSuperuser(`create database ${name} template ${template} owner postgres`);
  const ownerUrl = urlFor("postgres", name);
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 1 });
  owner.on("error", () => {});
  return {
    name,
    superuserUrl: urlFor(SUPERUSER, name),
    ownerUrl,
    authenticatorUrl: urlFor(EMBEDDED_LOGINS.authenticator, name),
    serviceUrl: urlFor(EMBEDDED_LOGINS.service, name),
    query: (text, values) => owner.query(text, values === undefined ? undefined : [...values]),
    async drop() {
      await owner.end();
      await asSuperuser(`drop database ${name} with (force)`);
    },
  };
}

function urlFor(user: string, database: string): string {
  return connectionUrl({
    port: inject("testClusterPort"),
    user,
    password: TEST_PASSWORD,
    database,
  });
}

async function asSuperuser(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlFor(SUPERUSER, "postgres") });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

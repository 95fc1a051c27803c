import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { TEST_ADDRESSES, TEST_API_KEYS, testApiConfig } from "../../../test/project-api.ts";
import { loadCatalog } from "../../catalog/catalog.ts";
import { withClient } from "../../database/pool/with-client.ts";
import { openExplainedDatabase } from "../../policy-commands/explained-database.ts";
import { openProofCopy } from "../../policy-commands/proof-copy.ts";
import { createKeyRing } from "../../tokens/key-ring/key-ring.ts";
import { projectEntries } from "../../tokens/key-ring/project-entries.ts";
import { openProjectDataApi } from "./project-data-api.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.query(`
    create table tasks (id int primary key, name text);
    insert into tasks values (1, 'one'), (2, 'two'), (3, 'three');
    grant select on tasks to anon;
    create schema api;
    create table api.notes (id int primary key);
    grant usage on schema api to anon;
    grant select on api.notes to anon;
  `);
  await set("db_aggregates_enabled", "true");
  await set("db_max_rows", "2");
  await set("db_schemas", "public,api");
});

afterAll(() => database?.drop());

/** In this database alone: the roles are those of every test. */
function set(name: string, value: string): Promise<unknown> {
  return database.query(
    `alter role authenticator in database ${database.name} set pgrst.${name} = '${value}'`,
  );
}

const shared = () => ({
  readConfig: testApiConfig(),
  keys: createKeyRing(
    projectEntries({ projectSecrets: ["x".repeat(40)], allowedRoles: ["anon", "authenticated"] }),
  ),
  apiKeys: () => TEST_API_KEYS,
  addresses: TEST_ADDRESSES,
  now: Date.now,
  onNotice: () => {},
});

interface Opened {
  fetch(request: Request): Promise<Response>;
  close(): Promise<void>;
}

const PLACES: Readonly<Record<string, () => Promise<Opened>>> = {
  async dev() {
    const catalog = await withClient(database.ownerUrl, loadCatalog);
    const urls = { authenticator: database.authenticatorUrl, service: database.serviceUrl };
    return openProjectDataApi({ ...shared(), urls, catalog: { current: () => catalog } });
  },
  async explain() {
    const urls = {
      admin: database.ownerUrl,
      authenticator: database.authenticatorUrl,
      service: database.serviceUrl,
    };
    const explained = await openExplainedDatabase({ ...shared(), urls, runsWrites: true });
    return { fetch: explained.answer, close: explained.close };
  },
  async prove() {
    const urls = { authenticator: database.authenticatorUrl, service: database.serviceUrl };
    const { superuserUrl } = database;
    const mintToken = () => Promise.reject(new Error("Nobody asks"));
    const copy = await openProofCopy({ ...shared(), urls, superuserUrl, mintToken });
    await copy.reloadSchema();
    return copy;
  },
};

async function ask({ fetch }: Opened, path: string, headers = {}): Promise<unknown> {
  const response = await fetch(new Request(`http://127.0.0.1/rest/v1/${path}`, { headers }));
  return response.json();
}

// `alter role authenticator set pgrst.*` had an effect in `serve` alone.
describe.each(Object.entries(PLACES))("openProjectDataApi() for %s", (_place, open) => {
  test("goes by what the database says of authenticator", async () => {
    const opened = await open();
    try {
      expect(await ask(opened, "tasks?select=count()")).toEqual([{ count: 3 }]);
      expect(await ask(opened, "tasks?select=id&order=id")).toEqual([{ id: 1 }, { id: 2 }]);
      expect(await ask(opened, "notes", { "accept-profile": "api" })).toEqual([]);
      const gateway = await opened.fetch(new Request("http://127.0.0.1/storage/v2"));
      expect(gateway.headers.get("access-control-allow-origin")).toBe("*");
    } finally {
      await opened.close();
    }
  });
});

test("openProjectDataApi() tells of a setting that is not valid, and goes by the files", async () => {
  await set("db_tx_end", "sometimes");
  const notices: string[] = [];
  const urls = { authenticator: database.authenticatorUrl, service: database.serviceUrl };
  const api = await openProjectDataApi({
    ...shared(),
    urls,
    catalog: { current: () => undefined },
    onNotice: (notice) => notices.push(notice),
  });
  await api.close();
  expect(notices).toEqual([expect.stringMatching(/authenticator do not count.*db-tx-end must be/)]);
  expect(api.settings()).toMatchObject({ dbMaxRows: 1000, dbAggregatesEnabled: false });
});

// A Data API over a fresh database, for tests: real PostgreSQL, the real handler, and callers that are who they say.

import { type Catalog, loadCatalog } from "../src/catalog/catalog.ts";
import { type ExposedCatalog, exposeCatalog } from "../src/catalog/exposed-catalog.ts";
import { createDataApi } from "../src/data-api/handler.ts";
import { type DataApiSettings, dataApiSettings } from "../src/data-api/settings.ts";
import type { BatchRunner } from "../src/database/batch/batch.ts";
import { createBatchRunner } from "../src/database/batch/create-batch-runner.ts";
import { createQueryPool } from "../src/database/pool/create-query-pool.ts";
import { anonymousToken, type VerifiedToken } from "../src/tokens/verified-token.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";

export interface TestDataApi {
  readonly database: TestDatabase;
  readonly catalog: () => ExposedCatalog;
  /** The SQL of every batch so far: settings are bound, so these are all texts that a request can reach. */
  readonly statements: string[];
  readonly fetch: (request: Request) => Promise<Response>;
  /** Asks as this user (role authenticated), or as nobody. */
  readonly ask: (path: string, options?: AskOptions) => Promise<Answer>;
  /** The same data under other settings. */
  readonly withSettings: (settings: Partial<DataApiSettings>) => Pick<TestDataApi, "ask" | "fetch">;
  readonly close: () => Promise<void>;
}

export interface AskOptions {
  readonly as?: string | undefined;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless it is a text. */
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined where it is none. */
  readonly json: unknown;
}

function tokenOf(request: Request): VerifiedToken {
  const sub = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1];
  if (sub === undefined) return anonymousToken("anon");
  const claims = { sub, role: "authenticated" };
  return { role: "authenticated", claims, claimsText: JSON.stringify(claims) };
}

/** @param schema SQL run by the database's owner */
export async function startTestDataApi(
  schema: string,
  settings: Partial<DataApiSettings> = {},
): Promise<TestDataApi> {
  const database = await createTestDatabase();
  await database.query(schema);
  const pool = createQueryPool({ connectionString: database.authenticatorUrl, max: 1 });
  const catalog: Catalog = await pool.withClient(loadCatalog);
  await pool.end();
  const pooled = createBatchRunner({ connectionString: database.authenticatorUrl, max: 4 });
  const statements: string[] = [];
  const runner: BatchRunner = {
    run(batch, requester) {
      statements.push(batch.characteristics ?? "", batch.preRequest?.text ?? "", batch.query.text);
      return pooled.run(batch, requester);
    },
  };
  const serve = (given: Partial<DataApiSettings>) => {
    const api = createDataApi({
      settings: dataApiSettings({
        dbAnonRole: "anon",
        dbExtraSearchPath: ["extensions"],
        ...given,
      }),
      catalog: { current: () => catalog },
      runner: () => runner,
      authenticate: tokenOf,
      now: () => performance.now(),
    });
    return { fetch: api.fetch, ask: asker(api.fetch) };
  };
  return {
    database,
    statements,
    catalog: () => exposeCatalog(catalog, { schemas: ["public"], extraSearchPath: [] }),
    ...serve(settings),
    withSettings: (more) => serve({ ...settings, ...more }),
    async close() {
      await pooled.end();
      await database.drop();
    },
  };
}

function asker(fetch: TestDataApi["fetch"]): TestDataApi["ask"] {
  return async (path, { as, method = "GET", headers = {}, body } = {}) => {
    const sent = new Headers(headers);
    if (as !== undefined) sent.set("authorization", `Bearer ${as}`);
    if (body !== undefined && !sent.has("content-type"))
      sent.set("content-type", "application/json");
    const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const request = new Request(`http://localhost${path}`, {
      method,
      headers: sent,
      ...(text === undefined ? {} : { body: text as string }),
    });
    const response = await fetch(request);
    return answerOf(response.status, response.headers, await response.text());
  };
}

function answerOf(status: number, headers: Headers, text: string): Answer {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status, headers, text, json };
}

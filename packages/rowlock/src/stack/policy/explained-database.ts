// The database that a request is explained on, with the Data API over it as it serves the project: same verifier, same
// keys, same code. Guarantee: every request that it answers is undone.
import { loadCatalog } from "../../catalog/catalog.ts";
import { examineRequest } from "../../data-api/examine-request.ts";
import { createDataApi, type DataApiOptions } from "../../data-api/handler.ts";
import type { DataApiSettings } from "../../data-api/settings.ts";
import { createBatchRunner } from "../../database/batch/create-batch-runner.ts";
import { createQueryPool } from "../../database/pool/create-query-pool.ts";
import { type ApiKeys, createApiKeyTable } from "../../gateway/api-key-table.ts";
import { createAuthenticator } from "../../gateway/authenticator.ts";
import { createGateway, DATA_API_PATH, type GatewayOptions } from "../../gateway/gateway.ts";
import type { ExplainedDatabase } from "../../policy/ports.ts";
import type { KeyFinder } from "../../tokens/key-ring/key-finder.ts";
import { createTokenVerifier } from "../../tokens/verify/token-verifier.ts";
import { createRoleSettings } from "../role-settings.ts";

export interface ExplainedDatabaseOptions {
  /** What the API is set to, by what is said of the roles. */
  readonly settings: (roles: DataApiSettings["roleSettings"]) => DataApiSettings;
  readonly keys: KeyFinder;
  readonly apiKeys: () => ApiKeys;
  readonly addresses: GatewayOptions["addresses"];
  readonly urls: {
    /** A login that may pass over policies and become every role. */
    readonly admin: string;
    readonly authenticator: string;
    readonly service: string;
  };
  readonly runsWrites: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface OpenExplainedDatabase extends ExplainedDatabase {
  close(): Promise<void>;
}

/** @throws DATABASE_UNREACHABLE */
export async function openExplainedDatabase(
  options: ExplainedDatabaseOptions,
): Promise<OpenExplainedDatabase> {
  const { urls, keys, addresses, runsWrites, now } = options;
  const admin = createQueryPool({ connectionString: urls.admin, max: 1 });
  const people = createBatchRunner({ connectionString: urls.authenticator, max: 1 });
  const service = createBatchRunner({ connectionString: urls.service, max: 1 });
  const close = async () => {
    await Promise.all([people.end(), service.end(), admin.end()]);
  };
  try {
    const catalog = await admin.withClient(loadCatalog);
    const roleSettings = createRoleSettings(urls);
    await roleSettings.refresh();
    const settings: DataApiSettings = {
      ...options.settings(roleSettings.current),
      dbTxEnd: "rollback",
    };
    const apiKeys = createApiKeyTable(options.apiKeys);
    const verifier = createTokenVerifier({ keys, anonRole: "anon", now });
    const api: DataApiOptions = {
      settings,
      catalog: { current: () => catalog },
      runner: (role) => (role === "service_role" ? service : people),
      authenticate: createAuthenticator({ verifier, apiKeys }),
      now: () => performance.now(),
      basePath: DATA_API_PATH,
    };
    const gateway = createGateway({ dataApi: createDataApi(api), apiKeys, addresses });
    return {
      withAdmin: (task) => admin.withClient(task),
      answer: (request) => gateway.fetch(request),
      plan: (request, token) => examineRequest(request, token, api),
      exposedSchemas: settings.dbSchemas,
      runsWrites,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

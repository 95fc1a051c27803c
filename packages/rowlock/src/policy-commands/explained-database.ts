// The database that a request is explained on, with the project's Data API over it.
// Guarantee: every request that it answers is undone.
import { loadCatalog } from "../catalog/catalog.ts";
import { examineRequest } from "../data-api/examine-request.ts";
import { createQueryPool } from "../database/pool/create-query-pool.ts";
import type { ExplainedDatabase } from "../policy/ports.ts";
import {
  openProjectDataApi,
  type ProjectDataApiOptions,
} from "../stack/data-api/project-data-api.ts";
import type { TokenVerifierOptions } from "../tokens/verify/token-verifier.ts";

export interface ExplainedDatabaseOptions
  extends Omit<ProjectDataApiOptions, "catalog" | "connections" | "txEnd" | "urls"> {
  readonly urls: {
    /** A login that may pass over policies and become every role. */
    readonly admin: string;
    readonly authenticator: string;
    readonly service: string;
  };
  readonly runsWrites: boolean;
}

export interface OpenExplainedDatabase extends ExplainedDatabase {
  /** How the API verifies tokens. */
  readonly verification: TokenVerifierOptions;
  close(): Promise<void>;
}

/** @throws DATABASE_UNREACHABLE */
export async function openExplainedDatabase(
  options: ExplainedDatabaseOptions,
): Promise<OpenExplainedDatabase> {
  const { urls, runsWrites } = options;
  const admin = createQueryPool({ connectionString: urls.admin, max: 1 });
  try {
    const catalog = await admin.withClient(loadCatalog);
    const api = await openProjectDataApi({
      ...options,
      catalog: { current: () => catalog },
      connections: { authenticator: 1, service: 1 },
      txEnd: "rollback",
    });
    const { options: apiOptions, verification } = api.current();
    return {
      withAdmin: (task) => admin.withClient(task),
      answer: (request) => api.fetch(request),
      plan: (request, token) => examineRequest(request, token, apiOptions),
      exposedSchemas: apiOptions.settings.dbSchemas,
      verification,
      runsWrites,
      async close() {
        await Promise.all([api.close(), admin.end()]);
      },
    };
  } catch (error) {
    await admin.end();
    throw error;
  }
}

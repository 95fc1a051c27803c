// The database that a request is explained on, with the project's Data API and storage over it.
// Guarantee: every request that it answers is undone.
import { loadCatalog } from "../catalog/catalog.ts";
import { examineRequest } from "../data-api/examine-request.ts";
import { createQueryPool } from "../database/pool/create-query-pool.ts";
import { STORAGE_PATH } from "../gateway/gateway.ts";
import type { ExplainedDatabase } from "../policy/ports.ts";
import {
  openProjectDataApi,
  type ProjectDataApiOptions,
} from "../stack/data-api/project-data-api.ts";
import { authOf, examineStorageRequest } from "../storage/examine-request.ts";
import type { TokenVerifierOptions } from "../tokens/verify/token-verifier.ts";
import {
  type ExplainedStorageOptions,
  isStoragePath,
  mountExplainedStorage,
} from "./explained-storage.ts";

export interface ExplainedDatabaseOptions
  extends Omit<ProjectDataApiOptions, "catalog" | "connections" | "txEnd" | "urls" | "storage"> {
  /** Absent: it is switched off. */
  readonly storage?: ExplainedStorageOptions | undefined;
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
  /** Whether a request with a token that is refused is answered as if it had none. */
  takesNobody(request: Request): boolean;
  close(): Promise<void>;
}

/** @throws DATABASE_UNREACHABLE */
export async function openExplainedDatabase(
  options: ExplainedDatabaseOptions,
): Promise<OpenExplainedDatabase> {
  const { urls, runsWrites, storage, now } = options;
  const admin = createQueryPool({ connectionString: urls.admin, max: 1 });
  try {
    const catalog = await admin.withClient(loadCatalog);
    const api = await openProjectDataApi({
      ...options,
      catalog: { current: () => catalog },
      connections: { authenticator: 1, service: 1 },
      txEnd: "rollback",
      storage: storage && mountExplainedStorage(storage, now),
    });
    const { options: apiOptions, verification } = api.current();
    const { runner } = apiOptions;
    const isOfStorage = ({ url }: Request) =>
      storage !== undefined && isStoragePath(new URL(url).pathname);
    return {
      withAdmin: (task) => admin.withClient(task),
      answer: (request) => api.fetch(request),
      plan: (request, token) =>
        storage !== undefined && isOfStorage(request)
          ? examineStorageRequest(request, token, { ...storage, runner, basePath: STORAGE_PATH })
          : examineRequest(request, token, apiOptions),
      takesNobody: (request) =>
        isOfStorage(request) && ["none", "optional"].includes(authOf(request, STORAGE_PATH) ?? ""),
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

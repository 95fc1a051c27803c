// The copy that a proof attacks, with the project's Data API over it: the gateway, the settings, the logins and the keys.
import { createCatalogSource } from "../database/catalog-source.ts";
import { createQueryPool } from "../database/pool/create-query-pool.ts";
import { DATA_API_PATH } from "../gateway/gateway.ts";
import type { ProofCopy } from "../policy/ports.ts";
import {
  openProjectDataApi,
  type ProjectDataApiOptions,
} from "../stack/data-api/project-data-api.ts";
import { openProofRealtime } from "./proof-realtime.ts";
import { mountProofStorage, openProofStorage } from "./proof-storage.ts";
import type { MintProofToken } from "./proof-tokens.ts";

export interface ProofCopyOptions
  extends Omit<
    ProjectDataApiOptions,
    "catalog" | "connections" | "txEnd" | "storage" | "realtime"
  > {
  /** Default: true, as with hosted. */
  readonly hasStorage?: boolean | undefined;
  /** As with storage. */
  readonly hasRealtime?: boolean | undefined;
  readonly superuserUrl: string;
  readonly mintToken: MintProofToken;
}

export interface OpenProofCopy extends ProofCopy {
  /** What the copy's API shows, by its settings in files and database. */
  readonly exposedSchemas: readonly string[];
  close(): Promise<void>;
}

/** Far more than any statement of the prover's own takes. */
const STATEMENT_MS = 20_000;

/** Answers no port: requests are handed to the handler. @throws DATABASE_UNREACHABLE */
export async function openProofCopy(options: ProofCopyOptions): Promise<OpenProofCopy> {
  const { superuserUrl, mintToken, hasStorage = true, hasRealtime = true } = options;
  const admin = createQueryPool({
    connectionString: superuserUrl,
    max: 1,
    // A check or a view of the project's may never come to an end.
    statementTimeoutMs: STATEMENT_MS,
    acquireTimeoutMs: 10 * STATEMENT_MS,
  });
  const catalog = createCatalogSource({ connectionString: superuserUrl, channel: null });
  const closeCatalog = async () => {
    await Promise.all([catalog.close(), admin.end()]);
  };
  try {
    const api = await openProjectDataApi({
      ...options,
      catalog,
      connections: { authenticator: 8, service: 1 },
      // What a request writes is undone, unless the prover wants to look at it.
      txEnd: "commit-allow-override",
      storage: hasStorage ? mountProofStorage(options.now) : undefined,
    });
    const realtime = hasRealtime
      ? openProofRealtime({ ...options, ...api, urls: { ...options.urls, owner: superuserUrl } })
      : undefined;
    return {
      withAdmin: (work) => admin.withClient(work),
      fetch: api.fetch,
      baseUrl: `http://127.0.0.1${DATA_API_PATH}`,
      mintToken,
      reloadSchema: () => catalog.reload(),
      exposedSchemas: api.settings().dbSchemas,
      storage: hasStorage
        ? openProofStorage({ ...options.apiKeys(), fetch: api.fetch })
        : undefined,
      realtime,
      async close() {
        await realtime?.unsubscribe();
        await Promise.all([api.close(), closeCatalog()]);
      },
    };
  } catch (error) {
    await closeCatalog();
    throw error;
  }
}

// The copy that a proof attacks, with the Data API over it as it serves the project: same verifier, same keys, same code.
import { createCatalogSource } from "../../catalog/catalog-source.ts";
import { createDataApi } from "../../data-api/handler.ts";
import { dataApiSettings } from "../../data-api/settings.ts";
import { createBatchRunner } from "../../database/batch/create-batch-runner.ts";
import { createQueryPool } from "../../database/pool/create-query-pool.ts";
import { createAuthenticator } from "../../gateway/authenticator.ts";
import type { ProofCopy } from "../../policy/ports.ts";
import type { KeyFinder } from "../../tokens/key-ring/key-finder.ts";
import { createTokenVerifier } from "../../tokens/verify/token-verifier.ts";
import type { MintProofToken } from "./proof-tokens.ts";

export interface ProofCopyOptions {
  readonly superuserUrl: string;
  readonly authenticatorUrl: string;
  readonly exposedSchemas: readonly string[];
  readonly extraSearchPath: readonly string[];
  readonly keys: KeyFinder;
  readonly mintToken: MintProofToken;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface OpenProofCopy extends ProofCopy {
  close(): Promise<void>;
}

/** Answers no port: requests are handed to the handler. */
export function openProofCopy(options: ProofCopyOptions): OpenProofCopy {
  const { superuserUrl, authenticatorUrl, keys, now } = options;
  const [first = "public", ...others] = options.exposedSchemas;
  const admin = createQueryPool({ connectionString: superuserUrl, max: 1 });
  const runner = createBatchRunner({ connectionString: authenticatorUrl, max: 8 });
  const catalog = createCatalogSource({ connectionString: superuserUrl, channel: null });
  const verifier = createTokenVerifier({ keys, anonRole: "anon", now });
  const api = createDataApi({
    settings: dataApiSettings({
      dbSchemas: [first, ...others],
      dbExtraSearchPath: options.extraSearchPath,
      dbAnonRole: "anon",
      // What a request writes is undone, unless the prover wants to look at it.
      dbTxEnd: "commit-allow-override",
    }),
    catalog,
    runner: () => runner,
    authenticate: createAuthenticator({ verifier }),
    now: () => performance.now(),
    basePath: "/rest/v1",
  });
  return {
    withAdmin: (work) => admin.withClient(work),
    fetch: api.fetch,
    baseUrl: "http://127.0.0.1/rest/v1",
    mintToken: options.mintToken,
    reloadSchema: () => catalog.reload(),
    async close() {
      await Promise.all([catalog.close(), runner.end(), admin.end()]);
    },
  };
}

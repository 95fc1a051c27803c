// The storage of a proof's copy: the project's own service over it, with bytes in memory and a secret of its own.
import { randomBytes, randomUUID } from "node:crypto";
import { type GatewayOptions, STORAGE_PATH } from "../gateway/gateway.ts";
import type { ProofStorage } from "../policy/ports.ts";
import type { ProjectDataApiOptions } from "../stack/data-api/project-data-api.ts";
import { createMemoryBytes } from "../storage/bytes/memory-bytes.ts";
import { createStorage } from "../storage/storage.ts";
import { createPurposeTokens } from "../tokens/purpose/purpose-tokens.ts";

const FILE_SIZE_LIMIT = 1024 * 1024;

/** What answers for storage, of the ways in which the Data API over the copy asks. */
export function mountProofStorage(now: () => number): ProjectDataApiOptions["storage"] {
  const secret = randomBytes(32).toString("hex");
  const signer = createPurposeTokens({ purpose: "storage-urls", secret: () => secret, now });
  const bytes = createMemoryBytes();
  return (ways): GatewayOptions["storage"] =>
    createStorage({
      ...ways,
      bytes,
      signer,
      fileSizeLimit: FILE_SIZE_LIMIT,
      basePath: STORAGE_PATH,
      now,
      newVersion: randomUUID,
      // The answer says that it failed, and the proof that it is unknown.
      onError: () => {},
    });
}

export interface ProofStorageOptions {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly anonKey: string;
  readonly serviceRoleKey: string;
}

export function openProofStorage(options: ProofStorageOptions): ProofStorage {
  const { fetch, anonKey, serviceRoleKey } = options;
  const baseUrl = `http://127.0.0.1${STORAGE_PATH}`;
  const headers = { apikey: serviceRoleKey, authorization: `Bearer ${serviceRoleKey}` };
  return {
    baseUrl,
    anonKey,
    async put({ bucket, name, contentType }) {
      const path = [bucket, ...name.split("/")].map(encodeURIComponent).join("/");
      const request = new Request(`${baseUrl}/object/${path}`, {
        method: "POST",
        headers: { ...headers, "x-upsert": "true", "content-type": contentType },
        body: "made by rowlock prove",
      });
      const response = await fetch(request);
      const said = await response.text();
      return response.ok ? undefined : said;
    },
  };
}

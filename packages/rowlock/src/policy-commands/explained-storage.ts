// Storage over a database that a request is explained on: the project's own service, whose batches are all undone and
// whose bytes are not there.
import { randomUUID } from "node:crypto";
import type { BatchRunner } from "../database/batch/batch.ts";
import { type GatewayOptions, STORAGE_PATH } from "../gateway/gateway.ts";
import type { ProjectDataApiOptions } from "../stack/data-api/project-data-api.ts";
import { createUnkeptBytes } from "../storage/bytes/unkept-bytes.ts";
import { createStorage } from "../storage/storage.ts";
import { createPurposeTokens } from "../tokens/purpose/purpose-tokens.ts";

export interface ExplainedStorageOptions {
  /** Bytes that any object may have. */
  readonly fileSizeLimit: number;
  /** The project's, which signs URLs. */
  readonly secret: () => string;
}

export function mountExplainedStorage(
  { fileSizeLimit, secret }: ExplainedStorageOptions,
  now: () => number,
): NonNullable<ProjectDataApiOptions["storage"]> {
  return (ways): GatewayOptions["storage"] =>
    createStorage({
      ...ways,
      runner: (role) => undone(ways.runner(role)),
      bytes: createUnkeptBytes(),
      signer: createPurposeTokens({ purpose: "storage-urls", secret, now }),
      images: async () => async () => ({ content: Buffer.alloc(0), mimeType: "image/png" }),
      fileSizeLimit,
      basePath: STORAGE_PATH,
      now,
      newVersion: randomUUID,
      // The answer says that it failed.
      onError: () => {},
    });
}

function undone(runner: BatchRunner): BatchRunner {
  return { run: (batch, requester) => runner.run({ ...batch, end: "rollback" }, requester) };
}

/** Whether storage answers there. */
export function isStoragePath(path: string): boolean {
  return path === STORAGE_PATH || path.startsWith(`${STORAGE_PATH}/`);
}

/** As many bytes as an upload declares, where none were given: all of them nought. */
export function declaredBody(headers: Headers): ReadableStream<Uint8Array> | undefined {
  let left = Number(headers.get("content-length"));
  if (!Number.isSafeInteger(left) || left <= 0) return undefined;
  return new ReadableStream({
    pull(controller) {
      const part = Math.min(left, 65_536);
      left -= part;
      if (part > 0) controller.enqueue(new Uint8Array(part));
      if (left === 0) controller.close();
    },
  });
}

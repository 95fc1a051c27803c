// The storage of a stack: the project's bytes on disk, its secret, and the ways in which its Data API asks.
import { randomUUID } from "node:crypto";
import { withClient } from "../../database/pool/with-client.ts";
import { type GatewayOptions, STORAGE_PATH } from "../../gateway/gateway.ts";
import type { ProjectState } from "../../project/project-state.ts";
import { sweepBytes } from "../../storage/bytes/sweep.ts";
import { UPLOAD_EXPIRY } from "../../storage/resumable/resumable-store.ts";
import { createStorage, type StorageOptions } from "../../storage/storage.ts";
import { createPurposeTokens } from "../../tokens/purpose/purpose-tokens.ts";
import { openBytes, seedProjectBuckets } from "./project-bytes.ts";

export interface OpenStorageOptions {
  readonly state: ProjectState;
  /** The database owner's. */
  readonly connectionString: string;
  /** True: the buckets that the project declares are made. */
  readonly seeds: boolean;
  readonly now: () => number;
  readonly onNotice: (notice: string) => void;
  readonly onError: (error: unknown) => void;
}

export type StorageWays = Pick<StorageOptions, "runner" | "authenticate">;

/** Undefined: it is switched off. @throws FILE_UNSAFE, FILE_UNWRITABLE, DATABASE_UNREACHABLE */
export async function openStorage(
  options: OpenStorageOptions,
): Promise<((ways: StorageWays) => GatewayOptions["storage"]) | undefined> {
  const { state, connectionString, seeds, now, onNotice, onError } = options;
  const { project } = state.opened;
  const { storage } = project.supabase;
  if (!storage.enabled) return undefined;
  const bytes = await withClient(connectionString, async (client) => {
    const opened = await openBytes(client, project.stateDirectory);
    const { missing } = await sweepBytes(opened, { client, before: now() - UPLOAD_EXPIRY });
    if (missing !== undefined && missing > 0) {
      onNotice(
        `${missing} ${missing === 1 ? "object" : "objects"} in storage.objects without a file here`,
      );
    }
    if (seeds) await seedProjectBuckets({ client, project, bytes: opened, onNotice });
    return opened;
  });
  const signer = createPurposeTokens({
    purpose: "storage-urls",
    secret: () => state.appKeys().jwtSecret,
    now,
  });
  return (ways) =>
    createStorage({
      ...ways,
      bytes,
      signer,
      fileSizeLimit: storage.file_size_limit,
      basePath: STORAGE_PATH,
      now,
      newVersion: randomUUID,
      onError,
    });
}

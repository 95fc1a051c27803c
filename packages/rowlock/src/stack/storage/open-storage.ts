// The storage of a stack: the project's bytes on disk, its secret, and the ways in which its Data API asks.
// The bytes of one database are never those of another: they lie in a folder that is named after it.
import { createHash, randomUUID } from "node:crypto";
import { join } from "node:path";
import { withClient } from "../../database/pool/with-client.ts";
import { type ContentFolder, openContentFolder } from "../../files/content-folder.ts";
import { type GatewayOptions, STORAGE_PATH } from "../../gateway/gateway.ts";
import type { ProjectState } from "../../project/project-state.ts";
import type { SqlClient } from "../../sql/sql-client.ts";
import { sweepBytes } from "../../storage/bytes/sweep.ts";
import { createStorage, type StorageOptions } from "../../storage/storage.ts";
import { createPurposeTokens } from "../../tokens/purpose/purpose-tokens.ts";

export interface OpenStorageOptions {
  readonly state: ProjectState;
  /** The database owner's. */
  readonly connectionString: string;
  readonly now: () => number;
  readonly onNotice: (notice: string) => void;
  readonly onError: (error: unknown) => void;
}

export type StorageWays = Pick<StorageOptions, "runner" | "authenticate">;

/** Undefined: it is switched off. @throws FILE_UNSAFE, FILE_UNWRITABLE, DATABASE_UNREACHABLE */
export async function openStorage(
  options: OpenStorageOptions,
): Promise<((ways: StorageWays) => GatewayOptions["storage"]) | undefined> {
  const { state, connectionString, now, onNotice, onError } = options;
  const { project } = state.opened;
  const { storage } = project.supabase;
  if (!storage.enabled) return undefined;
  const bytes = await withClient(connectionString, async (client) => {
    const opened = await openBytes(client, project.stateDirectory);
    const { missing } = await sweepBytes(opened, client);
    if (missing !== undefined && missing > 0) {
      onNotice(
        `${missing} ${missing === 1 ? "object" : "objects"} in storage.objects without a file here`,
      );
    }
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

/** The folder of this database's bytes. */
export async function openBytes(client: SqlClient, stateDirectory: string): Promise<ContentFolder> {
  const folder = join(stateDirectory, "storage", await databaseName(client));
  return openContentFolder(folder, stateDirectory);
}

/** What tells a database from any other, also from one that was dropped and made anew. */
async function databaseName(client: SqlClient): Promise<string> {
  const { rows } = await client.query<{ readonly name: string }>(
    `select (select system_identifier from pg_catalog.pg_control_system()) || '/' || oid as name
     from pg_catalog.pg_database where datname = current_database()`,
  );
  return createHash("sha256")
    .update(rows[0]?.name ?? "")
    .digest("hex")
    .slice(0, 16);
}

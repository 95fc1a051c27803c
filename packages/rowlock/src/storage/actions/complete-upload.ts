// The end of every upload: the bytes are kept under their version's key, then the row names it, then what it replaced
// goes. When the row can't be written, the bytes are gone again.
import { bytesKey, type KeptBytes } from "../bytes/bytes.ts";
import { type AllowWrite, writeObject } from "../rights/objects.ts";
import type { StorageCall } from "../storage-call.ts";
import { takeBack } from "./take-back.ts";

export interface CompletedUpload {
  readonly bucket: string;
  readonly name: string;
  readonly version: string;
  readonly owner: string | undefined;
  readonly upsert: boolean;
  /** Whether it may be. */
  readonly allow: AllowWrite;
  readonly userMetadata: unknown;
  readonly about: {
    readonly mimeType: string;
    readonly cacheControl: string;
    readonly robots?: string | undefined;
  };
  /** Has the bytes kept under this key. */
  readonly keep: (key: string) => Promise<KeptBytes>;
}

/** Gives the object's id. @throws StorageError, PostgresError */
export async function completeUpload(call: StorageCall, upload: CompletedUpload): Promise<string> {
  const { service, asService } = call;
  const { bucket, name, version, about } = upload;
  const keyOf = (one: string) => bytesKey({ bucket_id: bucket, name, version: one });
  const key = keyOf(version);
  const { size, md5 } = await upload.keep(key);
  const metadata = {
    eTag: `"${md5}"`,
    size,
    mimetype: about.mimeType,
    cacheControl: about.cacheControl,
    lastModified: new Date(service.now()).toISOString(),
    contentLength: size,
    httpStatusCode: 200,
    ...(about.robots === undefined ? {} : { xRobotsTag: about.robots }),
  };
  try {
    const userMetadata = upload.userMetadata ?? {};
    const writers = { service: asService, allow: upload.allow };
    const { row, replaced } = await writeObject(writers, { ...upload, metadata, userMetadata });
    if (replaced !== null) await service.bytes.remove([keyOf(replaced)]);
    return row.id;
  } catch (error) {
    throw await takeBack(call, { key, error });
  }
}

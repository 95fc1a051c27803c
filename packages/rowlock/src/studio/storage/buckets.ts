// Buckets, as the service sees and changes them.
import type { Bucket, SaveBucket } from "../wire/storage.ts";
import { askStorage, type StorageContext } from "./ask-storage.ts";

interface ToldBucket {
  readonly id: string;
  readonly public: boolean | null;
  readonly file_size_limit: number | null;
  readonly allowed_mime_types: readonly string[] | null;
}

export async function listBuckets(context: StorageContext): Promise<readonly Bucket[]> {
  const response = await askStorage({ method: "GET", path: ["bucket"] }, context);
  const told = (await response.json()) as readonly ToldBucket[];
  const buckets = told.map((one) => ({
    id: one.id,
    public: one.public === true,
    fileSizeLimit: one.file_size_limit,
    allowedMimeTypes: one.allowed_mime_types,
  }));
  return buckets.sort((one, other) => one.id.localeCompare(other.id));
}

const FIELDS = {
  InvalidBucketName: "id",
  BucketAlreadyExists: "id",
  ResourceAlreadyExists: "id",
  EntityTooLarge: "fileSizeLimit",
  InvalidMimeType: "allowedMimeTypes",
};

/** @throws StudioError with the field */
export async function saveBucket(bucket: SaveBucket, context: StorageContext): Promise<void> {
  const { id, isNew } = bucket;
  const settings = {
    public: bucket.public,
    file_size_limit: bucket.fileSizeLimit,
    allowed_mime_types: bucket.allowedMimeTypes,
  };
  await askStorage(
    isNew
      ? { method: "POST", path: ["bucket"], body: { id, name: id, ...settings }, fields: FIELDS }
      : { method: "PUT", path: ["bucket", id], body: settings, fields: FIELDS },
    context,
  );
}

/** With all that is in it. */
export async function deleteBucket(id: string, context: StorageContext): Promise<void> {
  await askStorage({ method: "POST", path: ["bucket", `${id}/empty`] }, context);
  await askStorage({ method: "DELETE", path: ["bucket", id] }, context);
}

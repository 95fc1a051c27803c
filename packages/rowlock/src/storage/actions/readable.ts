// Which objects a call may read: as whoever asks, or as everybody from a public bucket. Looked up when they are needed,
// so that a version which has been replaced can be looked up again.
import { failure } from "../errors.ts";
import { requireKey } from "../request/names.ts";
import { findBucket } from "../rights/buckets.ts";
import { findObject, findPublicObject, type ObjectRow } from "../rights/objects.ts";
import type { StorageCall } from "../storage-call.ts";

/** @throws StorageError */
export type FindReadable = () => Promise<ObjectRow>;

/** A public bucket is everybody's to read; else RLS decides what the caller sees, and nobody sees nothing. */
export async function readableBy(call: StorageCall): Promise<FindReadable> {
  const { bucket, name, asCaller, asService, isAuthenticated } = call;
  const found = await findBucket(asService, bucket);
  if (found === undefined || (!isAuthenticated && found.public !== true)) {
    throw failure("noSuchBucket");
  }
  requireKey(name);
  return () => findObject(found.public === true ? asService : asCaller, { bucket, name });
}

/** Bucket and object in one question; only where nothing is found, which of the two it is. */
export function readableByAll({ bucket, name, asService }: StorageCall): FindReadable {
  return async () => {
    const object = await findPublicObject(asService, { bucket, name });
    if (object !== undefined) return object;
    const found = await findBucket(asService, bucket);
    if (found?.public !== true) throw failure("noSuchBucket");
    requireKey(name);
    throw failure("noSuchKey");
  };
}

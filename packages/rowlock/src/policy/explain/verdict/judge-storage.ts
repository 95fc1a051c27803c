// What storage itself refuses, before or beside the policies: a bucket that is not there or not public, its limits, a
// place that is taken. By what is known of the buckets and by storage's codes, never by words.
import type { AskedBucket, StorageAsked } from "../../../database/batch/planned-request.ts";
import type { Judged } from "./judged.ts";
import type { StorageCause, Verdict } from "./verdict.ts";

/** Undefined: storage has no reason of its own. */
export function judgeStorage(judged: Judged, storage: StorageAsked): Verdict | undefined {
  const problem = judged.answer?.problem ?? null;
  const cause = causeOf(judged, storage);
  if (cause === undefined) return undefined;
  return { kind: "storage-refused", fine: false, problem, cause };
}

/** A token that is refused where none is needed changes nothing. */
export function ignoresToken({ auth, buckets }: StorageAsked): boolean {
  return auth === "none" || (auth === "optional" && buckets[0]?.settings?.public === true);
}

function causeOf({ answer, role }: Judged, storage: StorageAsked): StorageCause | undefined {
  const { auth, isNobody, buckets, open, isForService } = storage;
  if (auth === "required" && isNobody) return { kind: "nobody" };
  const missing = buckets.find(({ settings }) => settings === null);
  if (missing !== undefined) return { kind: "bucket-missing", bucket: missing.id };
  if (isForService && role !== "service_role") return { kind: "for-service" };
  const [bucket] = buckets;
  const asksNobody = auth === "none" || (auth === "optional" && isNobody);
  if (bucket !== undefined && asksNobody && open === null) {
    return { kind: "bucket-private", bucket: bucket.id };
  }
  const code = answer?.problem?.code;
  return code === undefined ? undefined : byCode(code, storage);
}

function byCode(code: string, storage: StorageAsked): StorageCause | undefined {
  // What is uploaded goes into the last of the buckets.
  const bucket = storage.buckets.at(-1);
  switch (code) {
    case "EntityTooLarge":
      return { kind: "too-large", ...limitOf(bucket, storage) };
    case "InvalidMimeType": {
      const allowed = bucket?.settings?.allowedMimeTypes ?? [];
      const id = bucket?.id ?? "";
      return { kind: "mime-type", bucket: id, mimeType: storage.mimeType, allowed };
    }
    case "KeyAlreadyExists":
    case "BucketAlreadyExists":
      return { kind: "taken" };
    case "ResourceNotEmpty":
      return { kind: "not-empty" };
    case "InvalidJWT":
    case "InvalidSignature":
      return { kind: "signature" };
    default:
      return undefined;
  }
}

function limitOf(bucket: AskedBucket | undefined, { fileSizeLimit }: StorageAsked) {
  const own = bucket?.settings?.fileSizeLimit ?? null;
  return own !== null && own < fileSizeLimit
    ? { limit: own, bucket: bucket?.id ?? null }
    : { limit: fileSizeLimit, bucket: null };
}

// Operations on buckets, by policies on storage.buckets.
import { readBucketChange, readNewBucket } from "../actions/bucket-actions.ts";
import { addedBucket, buckets, changedBucket } from "../rights/asked-rows.ts";
import { type Asking, type Asks, DELETE, READ } from "./asking.ts";

export function askBuckets({ bucket }: Asking): Asks {
  const isOne = bucket !== "";
  return {
    verb: "read",
    table: "buckets",
    needs: [READ],
    filters: isOne ? [`id=${bucket}`] : [],
    buckets: isOne ? [bucket] : [],
    name: null,
    existing: buckets(isOne ? bucket : undefined),
  };
}

export async function askNewBucket({ request, owner, ...service }: Asking): Promise<Asks> {
  const made = await readNewBucket(request, service);
  const columns = ["id", "name", "owner", "owner_id", "public", "file_size_limit"];
  return {
    verb: "insert",
    table: "buckets",
    needs: [{ privilege: "INSERT", columns: [...columns, "allowed_mime_types"] }],
    filters: [],
    buckets: [],
    name: null,
    added: addedBucket(made, owner),
  };
}

export async function askBucketChange(asking: Asking): Promise<Asks> {
  const change = await readBucketChange(asking.request, asking);
  const columns = ["public", "file_size_limit", "allowed_mime_types"];
  return {
    ...askBuckets(asking),
    verb: "update",
    needs: [{ privilege: "UPDATE", columns }, READ],
    changed: changedBucket(asking.bucket, change),
  };
}

export function askBucketDeletion(asking: Asking): Asks {
  return { ...askBuckets(asking), verb: "delete", needs: [DELETE, READ] };
}

// What hosted's storage has and this one does not: said plainly, with what to do instead. And what every service says
// of itself.
import { answerMessage } from "../answer/json-answer.ts";
import { failure } from "../errors.ts";
import { requireBucket } from "../rights/buckets.ts";
import type { StorageCall } from "../storage-call.ts";

export async function s3Action(): Promise<Response> {
  throw failure(
    "absent",
    "The S3 protocol is not here: use supabase.storage, or a hosted project's S3 endpoint",
  );
}

export async function otherBucketsAction(): Promise<Response> {
  throw failure("absent", "Analytics and vector buckets are not here: use a hosted project's");
}

export async function statusAction(): Promise<Response> {
  return new Response(null, { status: 200 });
}

/** The version of supabase/storage whose API this is. */
export async function versionAction(): Promise<Response> {
  return new Response("1.70.6", { headers: { "content-type": "text/plain; charset=utf-8" } });
}

/** There is no cache to purge, so everything is purged at once. */
export async function purgeAction(call: StorageCall): Promise<Response> {
  if (call.role !== "service_role") throw failure("wrongRole");
  if (call.bucket !== "") await requireBucket(call.asCaller, call.bucket);
  return answerMessage("success");
}

// Buckets: list, get, create, update, empty, delete. Hosted has people ask for them by policies on storage.buckets.
import * as z from "zod";
import { answerJson, answerMessage } from "../answer/json-answer.ts";
import { bytesKey } from "../bytes/bytes.ts";
import { failure } from "../errors.ts";
import { parseFileSize } from "../request/file-size.ts";
import { requireBucketName } from "../request/names.ts";
import { parseInput, readJson } from "../request/read-json.ts";
import {
  type BucketChange,
  createBucket,
  deleteBucket,
  findBucket,
  isEmpty,
  listBuckets,
  type NewBucket,
  requireBucket,
  updateBucket,
} from "../rights/buckets.ts";
import { emptyBucket } from "../rights/empty-bucket.ts";
import type { StorageCall } from "../storage-call.ts";

const whole = (least: number) => z.coerce.number().int().min(least).optional();

const LISTING = z.object({
  limit: whole(1),
  offset: whole(0),
  sortColumn: z.enum(["id", "name", "created_at", "updated_at"]).optional(),
  sortOrder: z.enum(["asc", "desc"]).optional(),
  search: z.string().optional(),
});

export async function listBucketsAction({ query, asCaller }: StorageCall): Promise<Response> {
  const asked = parseInput(Object.fromEntries(query), { shape: LISTING, what: "querystring" });
  return answerJson(await listBuckets(asCaller, asked));
}

export async function getBucketAction({ bucket, asCaller }: StorageCall): Promise<Response> {
  return answerJson(await requireBucket(asCaller, bucket));
}

const CHANGE = z.object({
  public: z.boolean().optional(),
  file_size_limit: z.union([z.number().int().min(0), z.string()]).nullish(),
  allowed_mime_types: z.array(z.string()).nullish(),
});

const CREATION = CHANGE.extend({
  name: z.string(),
  id: z.string().optional(),
  type: z.enum(["STANDARD", "ANALYTICS"]).optional(),
});

/** What the service keeps to, whatever a bucket says. */
type ServiceLimits = Pick<StorageCall["service"], "fileSizeLimit">;

/** @throws StorageError */
export async function readNewBucket(request: Request, service: ServiceLimits): Promise<NewBucket> {
  const asked = await readJson(request, CREATION);
  if (asked.type === "ANALYTICS") {
    throw failure("absent", "Analytics buckets are not here: make a bucket of files");
  }
  const name = requireBucketName(asked.name);
  return { id: requireBucketName(asked.id || name), name, ...changeOf(asked, service) };
}

/** @throws StorageError */
export async function readBucketChange(
  request: Request,
  service: ServiceLimits,
): Promise<BucketChange> {
  return changeOf(await readJson(request, CHANGE), service);
}

export async function createBucketAction(call: StorageCall): Promise<Response> {
  const made = await readNewBucket(call.request, call.service);
  await createBucket(call.asCaller, made);
  return answerJson({ name: made.name });
}

export async function updateBucketAction(call: StorageCall): Promise<Response> {
  const change = await readBucketChange(call.request, call.service);
  await updateBucket(call.asCaller, requireBucketName(call.bucket), change);
  return answerMessage("Successfully updated");
}

function changeOf(asked: z.output<typeof CHANGE>, service: ServiceLimits): BucketChange {
  const { allowed_mime_types: types } = asked;
  const limit = asked.file_size_limit;
  const fileSizeLimit = typeof limit === "string" ? parseFileSize(limit) : limit;
  // A bucket's limit is none that the service would not keep to.
  if (fileSizeLimit != null && fileSizeLimit > service.fileSizeLimit) throw failure("tooLarge");
  return {
    public: asked.public,
    fileSizeLimit,
    allowedMimeTypes:
      types === null ? null : types?.filter((type) => type !== "").map(requirePattern),
  };
}

const PATTERN = /^[a-zA-Z0-9+.-]+\/([a-zA-Z0-9+.-]+(;\s*charset=[a-zA-Z0-9-]+)?|\*)$|^\*$/;

function requirePattern(type: string): string {
  if (type.length <= 1000 && PATTERN.test(type)) return type;
  throw failure("mimeType", `mime type ${type.slice(0, 100)} is not supported`);
}

export async function emptyBucketAction(call: StorageCall): Promise<Response> {
  const { bucket, asCaller, service } = call;
  if (call.role !== "service_role") throw failure("wrongRole");
  await requireBucket(asCaller, bucket);
  for (;;) {
    const rows = await emptyBucket(asCaller, bucket);
    if (rows.length === 0) break;
    await service.bytes.remove(rows.map(bytesKey));
  }
  return answerMessage("Empty bucket has been queued. Completion may take up to an hour.");
}

export async function deleteBucketAction(call: StorageCall): Promise<Response> {
  const { bucket, asCaller, asService } = call;
  if ((await findBucket(asService, bucket)) === undefined) throw failure("noSuchBucket");
  if (!(await isEmpty(asService, bucket))) throw failure("notEmpty");
  await deleteBucket(asCaller, bucket);
  return answerMessage("Successfully deleted");
}

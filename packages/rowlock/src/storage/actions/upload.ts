// The way of an upload: the rights are tried before a byte is taken, the bytes are kept under a new version, then the
// row names it, then what it replaced goes. Cut off at any place, it leaves what was there.
import { answerJson } from "../answer/json-answer.ts";
import { failure } from "../errors.ts";
import { limitOf, requireAllowedType } from "../request/allowed.ts";
import { isFolderPlaceholder, requireKey } from "../request/names.ts";
import { requireSignedToken } from "../request/signed-token.ts";
import { readUploadBody, type UploadBody } from "../request/upload-body.ts";
import { requireBucket } from "../rights/buckets.ts";
import { type AllowWrite, tryWrite } from "../rights/objects.ts";
import { allowSigned } from "../rights/signed-write.ts";
import type { StorageCall } from "../storage-call.ts";
import { completeUpload } from "./complete-upload.ts";

export async function createObjectAction(call: StorageCall): Promise<Response> {
  return uploadAsCaller(call, call.headers.get("x-upsert") === "true");
}

export async function updateObjectAction(call: StorageCall): Promise<Response> {
  return uploadAsCaller(call, true);
}

async function uploadAsCaller(call: StorageCall, upsert: boolean): Promise<Response> {
  const { asCaller, bucket, name } = call;
  const id = await upload(call, {
    upsert,
    owner: asCaller.owner,
    allow: (made) => tryWrite(asCaller, made),
  });
  return answerJson({ Id: id, Key: `${bucket}/${name}` });
}

/** With a token that was given for this: what it allows was tried when it was signed, and nothing else is. */
export async function uploadSignedAction(call: StorageCall): Promise<Response> {
  const { service, query, bucket, name } = call;
  const token = requireSignedToken(query);
  const allowed = await service.signed.verifyUpload(token, `${bucket}/${name}`);
  await upload(call, { ...allowed, allow: allowSigned(call.asService, allowed) });
  return answerJson({ Key: `${bucket}/${name}` });
}

interface Upload {
  readonly upsert: boolean;
  readonly owner: string | undefined;
  /** Whether it may be. */
  readonly allow: AllowWrite;
}

/** The object's id. */
async function upload(call: StorageCall, { upsert, owner, allow }: Upload): Promise<string> {
  const { service, bucket, name } = call;
  const settings = await requireBucket(call.asService, bucket);
  const body = await readUploadBody(call.request, call.headers);
  try {
    requireKey(name);
    const limit = limitOf(settings, { name, most: service.fileSizeLimit });
    if (!isFolderPlaceholder(name)) requireAllowedType(body.mimeType, settings.allowed_mime_types);
    requireDeclared(body, limit, call);
    const shared = { bucket, name, owner, upsert, userMetadata: body.userMetadata };
    const tried = { mimetype: body.mimeType, contentLength: body.declaredLength };
    await allow({ ...shared, version: "1", metadata: tried });

    return await completeUpload(call, {
      ...shared,
      allow,
      version: service.newVersion(),
      about: body,
      keep: (key) => service.bytes.keep(key, withinLimit(body.chunks(), limit)),
    });
  } finally {
    body.discard();
  }
}

/** A raw body says how long it is; a form says more than its file has. */
function requireDeclared(
  { declaredLength }: UploadBody,
  limit: number,
  { headers }: StorageCall,
): void {
  const isForm = headers.get("content-type")?.toLowerCase().startsWith("multipart/") === true;
  if (!isForm && declaredLength !== undefined && declaredLength > limit) throw failure("tooLarge");
}

async function* withinLimit(
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
): AsyncIterable<Uint8Array> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > limit) throw failure("tooLarge");
    yield chunk;
  }
}

// Resumable uploads (TUS 1.0.0), by the library that hosted's service has. The rights are tried at each request that
// brings something, and the row is written when the last byte is there. A signed token may stand for them.
import { MemoryLocker, Server, type ServerOptions, type Upload } from "@tus/server";
import { failure, isDiskFull, toWire } from "../errors.ts";
import { limitOf, requireAllowedType } from "../request/allowed.ts";
import { isFolderPlaceholder, requireKey } from "../request/names.ts";
import {
  createResumableStore,
  readUploadId,
  type UploadPlace,
  writeUploadId,
} from "../resumable/resumable-store.ts";
import { requireBucket } from "../rights/buckets.ts";
import { type AllowWrite, tryWrite } from "../rights/objects.ts";
import { allowSigned } from "../rights/signed-write.ts";
import type { StorageCall } from "../storage-call.ts";
import { completeUpload } from "./complete-upload.ts";

/** One writer at a time for each upload of this process, which is the only one. */
const locker = new MemoryLocker();

export function resumableAction(call: StorageCall): Promise<Response> {
  return serve(call, false);
}

export function signedResumableAction(call: StorageCall): Promise<Response> {
  return serve(call, true);
}

/** What came of a part is kept. */
const FULL = "The disk is full: free some space, then send the rest";

/** Who uploads, and whether in another's place. */
interface Uploader {
  readonly owner: string | undefined;
  readonly upsert: boolean;
  readonly allow: AllowWrite;
}

async function serve(call: StorageCall, isSigned: boolean): Promise<Response> {
  const { service, request, headers, asCaller } = call;
  let isFull = Promise.resolve(false);
  const store = createResumableStore(service.bytes.resumable, {
    onWrite(writing) {
      isFull = writing.then(() => false, isDiskFull);
    },
  });
  const path = `${call.basePath}/upload/resumable${isSigned ? "/sign" : ""}`;
  let uploader: Uploader = {
    owner: asCaller.owner,
    upsert: headers.get("x-upsert") === "true",
    allow: (made) => tryWrite(asCaller, made),
  };

  async function requireAllowed(place: UploadPlace, upload: Pick<Upload, "metadata" | "size">) {
    if (isSigned) {
      const token = headers.get("x-signature");
      if (token === undefined) throw failure("signature", "Missing x-signature header");
      const url = `${place.bucket}/${place.name}`;
      const signed = await service.signed.verifyUpload(token, url);
      uploader = { ...signed, allow: allowSigned(call.asService, signed) };
    }
    if (request.method === "HEAD") return;
    const { owner, upsert } = uploader;
    await uploader.allow({
      ...place,
      owner,
      upsert,
      version: "1",
      metadata: { mimetype: upload.metadata?.contentType, contentLength: upload.size },
      userMetadata: parseMetadata(upload.metadata?.metadata),
    });
  }

  const options: ServerOptions & { readonly datastore: typeof store } = {
    path,
    datastore: store,
    locker,
    namingFunction(_request, metadata) {
      const bucket = metadata?.bucketName ?? "";
      return writeUploadId({
        bucket,
        name: requireKey(metadata?.objectName ?? ""),
        version: service.newVersion(),
      });
    },
    generateUrl: (_request, { proto, host, path: base, id }) =>
      `${proto}://${host}${base}/${Buffer.from(id).toString("base64url")}`,
    getFileIdFromRequest: (_request, last = "") => Buffer.from(last, "base64url").toString("utf8"),
    async maxSize(_request, id) {
      // Asked in general.
      if (id === null) return service.fileSizeLimit;
      const place = placeOf(id);
      const bucket = await requireBucket(call.asService, place.bucket);
      return limitOf(bucket, { name: place.name, most: service.fileSizeLimit });
    },
    async onIncomingRequest(_request, id) {
      // A new one's rights are tried below, when what is said of it was read.
      if (request.method !== "POST") await requireAllowed(placeOf(id), await store.getUpload(id));
    },
    async onUploadCreate(_request, upload) {
      const place = placeOf(upload.id);
      const bucket = await requireBucket(call.asService, place.bucket);
      const { contentType, cacheControl, ...metadata } = upload.metadata ?? {};
      if (isFolderPlaceholder(place.name) && upload.size !== 0) throw failure("tooLarge");
      if (contentType) requireAllowedType(contentType, bucket.allowed_mime_types);
      await requireAllowed(place, upload);
      const kept = /^-?\d+$/.test(cacheControl ?? "") ? `max-age=${cacheControl}` : "no-cache";
      return { metadata: { ...metadata, contentType: contentType ?? null, cacheControl: kept } };
    },
    async onUploadFinish(_request, { id, metadata }) {
      const place = placeOf(id);
      await completeUpload(call, {
        ...place,
        ...uploader,
        userMetadata: parseMetadata(metadata?.metadata),
        about: {
          mimeType: metadata?.contentType || "application/octet-stream",
          cacheControl: metadata?.cacheControl ?? "no-cache",
        },
        keep: (key) => service.bytes.resumable.finish(key),
      });
      return { headers: { "Tus-Complete": "1" } };
    },
    async onResponseError(_request, error) {
      const wire = toWire((await isFull) ? failure("noRoom", FULL) : error);
      if (wire === undefined) {
        if (error instanceof Error && !("status_code" in error)) {
          service.onError(error);
          return { status_code: 500, body: "Internal Server Error" };
        }
        return undefined;
      }
      return { status_code: Number(wire.body.statusCode), body: wire.body.message };
    },
  };
  return new Server(options).handleWeb(request as Parameters<Server["handleWeb"]>[0]);
}

function placeOf(id: string): UploadPlace {
  const place = readUploadId(id);
  if (place === undefined) throw failure("noSuchKey", "Upload not found");
  return place;
}

/** JSON; what is none counts as nothing. */
function parseMetadata(text: string | null | undefined): unknown {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

// Operations that make an object or change one, by policies on storage.objects.
import { COPY, MOVE, placesOf } from "../actions/move-copy.ts";
import { failure } from "../errors.ts";
import { requireKey } from "../request/names.ts";
import { readJson } from "../request/read-json.ts";
import { declaredLength, decodeMetadata } from "../request/upload-body.ts";
import { readUploadId } from "../resumable/resumable-store.ts";
import { addedObject, movedObject, objectAt, replacedObject } from "../rights/asked-rows.ts";
import type { ObjectPlace } from "../rights/objects.ts";
import { type Asking, type Asks, INSERT, READ, UPDATE } from "./asking.ts";
import { named } from "./object-asks.ts";

export async function askMove({ request, owner }: Asking): Promise<Asks> {
  const { from, to } = placesOf(await readJson(request, MOVE));
  return {
    ...named(from, "update"),
    needs: [UPDATE, READ],
    buckets: [from.bucket, to.bucket],
    existing: objectAt(from),
    changed: movedObject({ from, to, version: "1", owner }),
  };
}

interface Written {
  readonly place: ObjectPlace;
  readonly owner: string | undefined;
  readonly upsert: boolean;
  readonly metadata: object;
  readonly userMetadata: unknown;
}

/** An insert asks nothing back; what replaces must be let read and change what it replaces. */
function askWrite({ place, ...content }: Written): Asks {
  const { upsert } = content;
  const made = { ...place, ...content, version: "1" };
  return {
    ...named(place, upsert ? "upsert" : "insert"),
    needs: upsert ? [INSERT, READ, UPDATE] : [INSERT],
    added: addedObject(made),
    ...(upsert ? { existing: objectAt(place), changed: replacedObject(made) } : {}),
  };
}

export async function askCopy({ request, headers, owner }: Asking): Promise<Asks> {
  const { from, to } = placesOf(await readJson(request, COPY));
  const upsert = headers.get("x-upsert") === "true";
  const written = askWrite({ place: to, owner, upsert, metadata: {}, userMetadata: undefined });
  const { filters } = named(from, "read");
  return { ...written, filters, buckets: [from.bucket, to.bucket], source: objectAt(from) };
}

export function askUpload({ bucket, name, owner, headers, operation }: Asking): Asks {
  const mimeType = headers.get("content-type") ?? "application/octet-stream";
  const written = askWrite({
    place: { bucket, name: requireKey(name) },
    owner,
    upsert: operation.endsWith("_update") || headers.get("x-upsert") === "true",
    metadata: { mimetype: mimeType, contentLength: declaredLength(headers) },
    userMetadata: decodeMetadata(headers.get("x-metadata")),
  });
  return { ...written, mimeType };
}

export function askSignedUpload(asking: Asking): Asks {
  return { ...askUpload(asking), needs: [], isSigned: true };
}

export function askResumable({ headers, owner }: Asking): Asks {
  const told = metadataOf(headers.get("upload-metadata") ?? "");
  const mimeType = told.get("contentType") ?? "application/octet-stream";
  const length = headers.get("upload-length");
  const written = askWrite({
    place: { bucket: told.get("bucketName") ?? "", name: requireKey(told.get("objectName") ?? "") },
    owner,
    upsert: headers.get("x-upsert") === "true",
    metadata: { mimetype: mimeType, contentLength: length === undefined ? null : Number(length) },
    userMetadata: undefined,
  });
  return { ...written, mimeType };
}

/** `Upload-Metadata`: names, each with a value in base64. */
function metadataOf(header: string): ReadonlyMap<string, string> {
  const pairs = header.split(",").map((pair) => pair.trim().split(/ +/));
  return new Map(
    pairs.map(([name = "", value = ""]) => [name, Buffer.from(value, "base64").toString("utf8")]),
  );
}

/** The same is asked again with each part. Where the upload is lies on disk, which is not looked at. */
export function askPart({ request, owner, headers }: Asking): Asks {
  const last = new URL(request.url).pathname.split("/").at(-1) ?? "";
  const place = readUploadId(Buffer.from(last, "base64url").toString("utf8"));
  if (place === undefined) throw failure("noSuchKey", "Upload not found");
  const upsert = headers.get("x-upsert") === "true";
  const { bucket, name } = place;
  const content = { owner, upsert, metadata: {}, userMetadata: undefined };
  return { ...askWrite({ place: { bucket, name }, ...content }), runs: false };
}

// Files of a bucket: read as the service, a person or nobody; changed as the service alone.
import { StudioError } from "../studio-error.ts";
import type {
  FileAddress,
  FileEntry,
  FileLink,
  FilesPage,
  ListFiles,
  MoveFile,
  ReadFile,
  RemoveFiles,
  Upload,
} from "../wire/storage.ts";
import { askStorage, type StorageContext, storageUrl } from "./ask-storage.ts";

interface ToldEntry {
  readonly name: string;
  /** Null of a folder. */
  readonly id: string | null;
  readonly updated_at: string | null;
  readonly metadata: { readonly size?: number; readonly mimetype?: string } | null;
}

/** One more than the page is asked for, which tells whether there is another. */
export async function listFiles(asked: ListFiles, context: StorageContext): Promise<FilesPage> {
  const { as, bucket, folder, limit, offset } = asked;
  const body = { prefix: folder, limit: limit + 1, offset, sortBy: { column: "name" } };
  const response = await askStorage(
    { as, method: "POST", path: ["object/list", bucket], body },
    context,
  );
  const told = (await response.json()) as readonly ToldEntry[];
  return { entries: told.slice(0, limit).map(entryOf), hasNext: told.length > limit };
}

function entryOf({ name, id, metadata, updated_at: updated }: ToldEntry): FileEntry {
  return {
    name,
    isFolder: id === null,
    size: metadata?.size ?? null,
    mimeType: metadata?.mimetype ?? null,
    updatedAt: updated === null ? null : Date.parse(updated),
  };
}

/** Bytes that a page is given to draw. */
const MOST_SHOWN = 4 * 1024 * 1024;

/**
 * The first bytes, for a page that draws them itself. INVARIANT: they go out as bytes to be kept and nothing else, so
 * that whatever somebody uploaded is never a document of Studio's origin.
 */
export async function readFile(
  { as, bucket, name }: ReadFile,
  context: StorageContext,
): Promise<Response> {
  const path = ["object/authenticated", bucket, name] as const;
  const { body, headers } = await askStorage({ as, method: "GET", path }, context);
  return new Response(body && beginningOf(body, MOST_SHOWN), {
    headers: {
      "content-type": "application/octet-stream",
      "content-disposition": "attachment",
      "x-file-size": headers.get("content-length") ?? "0",
    },
  });
}

function beginningOf(body: ReadableStream<Uint8Array>, most: number): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let left = most;
  return new ReadableStream({
    async pull(controller) {
      const { value } = left > 0 ? await reader.read() : { value: undefined };
      if (value === undefined) {
        controller.close();
        return reader.cancel();
      }
      const part = value.subarray(0, left);
      left -= part.byteLength;
      controller.enqueue(part);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

export interface UploadedFile extends Upload {
  readonly stream: ReadableStream<Uint8Array> | null;
  /** As the request declares it. */
  readonly length: string | undefined;
}

export async function uploadFile(
  { bucket, name, type, upsert, stream, length }: UploadedFile,
  context: StorageContext,
): Promise<void> {
  const headers = {
    "content-type": type || "application/octet-stream",
    "cache-control": "max-age=3600",
    "x-upsert": String(upsert),
    ...(length === undefined ? {} : { "content-length": length }),
  };
  await askStorage({ method: "POST", path: ["object", bucket, name], stream, headers }, context);
}

const PLACE_FIELDS = { InvalidKey: "to", KeyAlreadyExists: "to", ResourceAlreadyExists: "to" };

/** @throws StudioError with the field */
export async function moveFile(
  { bucket, from, to }: MoveFile,
  context: StorageContext,
): Promise<void> {
  const body = { bucketId: bucket, sourceKey: from, destinationKey: to };
  await askStorage({ method: "POST", path: ["object/move"], body, fields: PLACE_FIELDS }, context);
}

export async function removeFiles(
  { bucket, names, folders }: RemoveFiles,
  context: StorageContext,
): Promise<void> {
  if (names.length > 0) await remove({ bucket, names }, context);
  for (const folder of folders) {
    for (;;) {
      const found = await namesUnder({ bucket, prefix: folder }, context);
      if (found.length === 0) break;
      if ((await remove({ bucket, names: found }, context)) === 0) {
        throw new StudioError("STUDIO_STORAGE_REFUSED", {
          message: "Something keeps the files of this folder from being deleted",
          hint: "Is there a trigger on storage.objects?",
        });
      }
    }
  }
}

async function namesUnder(
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
  context: StorageContext,
): Promise<readonly string[]> {
  const response = await askStorage(
    { method: "POST", path: ["object/list-v2", bucket], body: { prefix, limit: 1000 } },
    context,
  );
  const { objects } = (await response.json()) as { objects: readonly { readonly name: string }[] };
  return objects.map(({ name }) => name);
}

/** How many went. */
async function remove(
  { bucket, names }: { readonly bucket: string; readonly names: readonly string[] },
  context: StorageContext,
): Promise<number> {
  const response = await askStorage(
    { method: "DELETE", path: ["object", bucket], body: { prefixes: names } },
    context,
  );
  return ((await response.json()) as readonly unknown[]).length;
}

/** On the Project URL's origin, where a file runs nowhere. */
export async function fileAddress(
  { as, bucket, name, seconds }: FileLink,
  context: StorageContext,
): Promise<FileAddress> {
  if (seconds === null) {
    return { url: storageUrl(["object/public", bucket, name], context) };
  }
  const path = ["object/sign", bucket, name] as const;
  const response = await askStorage(
    { as, method: "POST", path, body: { expiresIn: seconds } },
    context,
  );
  const { signedURL } = (await response.json()) as { readonly signedURL: string };
  const token = signedURL.slice(signedURL.lastIndexOf("?"));
  return { url: `${storageUrl(path, context)}${token}` };
}

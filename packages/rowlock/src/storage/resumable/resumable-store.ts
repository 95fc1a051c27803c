// The store that the TUS library writes to, over the port of bytes: an upload's id is BUCKET/NAME/VERSION, and its bytes
// lie under the key of just that version from the first on.
import { DataStore, ERRORS, Upload } from "@tus/server";
import { bytesKey, type ResumableBytes } from "../bytes/bytes.ts";

export interface UploadPlace {
  readonly bucket: string;
  readonly name: string;
  readonly version: string;
}

const VERSION = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function writeUploadId({ bucket, name, version }: UploadPlace): string {
  return `${bucket}/${name}/${version}`;
}

/** Undefined: it is none. */
export function readUploadId(id: string): UploadPlace | undefined {
  const parts = id.split("/");
  const [bucket = ""] = parts;
  const version = parts.at(-1) ?? "";
  const name = parts.slice(1, -1).join("/");
  return bucket !== "" && name !== "" && VERSION.test(version)
    ? { bucket, name, version }
    : undefined;
}

export function uploadKey({ bucket, name, version }: UploadPlace): string {
  return bytesKey({ bucket_id: bucket, name, version });
}

/** Milliseconds that an upload may take: as with hosted, a day. */
export const UPLOAD_EXPIRY = 24 * 60 * 60 * 1000;

interface UploadInfo {
  readonly size: number;
  readonly metadata: Upload["metadata"];
  readonly created: string;
}

export interface ResumableStoreOptions {
  /** Given each part that is being written: the library takes what that fails with for the sender's end, and answers. */
  readonly onWrite: (writing: Promise<number>) => void;
}

export function createResumableStore(
  bytes: ResumableBytes,
  { onWrite }: ResumableStoreOptions,
): DataStore {
  const keyOf = (id: string) => {
    const place = readUploadId(id);
    if (place === undefined) throw ERRORS.FILE_NOT_FOUND;
    return uploadKey(place);
  };
  return Object.assign(new DataStore(), {
    extensions: ["creation", "creation-with-upload", "termination", "expiration"],
    getExpiration: () => UPLOAD_EXPIRY,
    async create(upload: Upload) {
      const info: UploadInfo = {
        size: upload.size ?? 0,
        metadata: upload.metadata,
        created: upload.creation_date ?? "",
      };
      await bytes.begin(keyOf(upload.id), JSON.stringify(info));
      return upload;
    },
    write(stream: AsyncIterable<Uint8Array>, id: string, offset: number) {
      const writing = bytes.append(keyOf(id), { offset, chunks: stream });
      onWrite(writing);
      return writing;
    },
    async getUpload(id: string) {
      const found = await bytes.look(keyOf(id));
      if (found === undefined) throw ERRORS.FILE_NOT_FOUND;
      const { size, metadata, created }: UploadInfo = JSON.parse(found.info);
      return new Upload({
        id,
        size,
        offset: found.size,
        creation_date: created,
        ...(metadata === undefined ? {} : { metadata }),
      });
    },
    remove: (id: string) => bytes.abandon(keyOf(id)),
  });
}

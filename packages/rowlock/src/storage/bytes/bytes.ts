// The port behind which the bytes of objects lie. Whoever keeps them elsewhere writes one of these: rights and rows are
// none of its business. A key belongs to one version of one object, and its bytes never change.
import { createHash } from "node:crypto";

export interface KeptBytes {
  readonly size: number;
  /** In hexadecimal digits. */
  readonly md5: string;
}

export interface OpenBytes {
  readonly size: number;
  /** From byte `start` on, up to `end`, which is not among them. Closes itself. */
  stream(start: number, end: number): ReadableStream<Uint8Array>;
  /** The whole. Closes itself. */
  read(): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

export interface Bytes {
  /** Resolves when they would outlive a loss of power. When it throws, nothing is kept. */
  keep(key: string, chunks: AsyncIterable<Uint8Array>): Promise<KeptBytes>;
  open(key: string): Promise<OpenBytes | undefined>;
  /** False: there are none under `from`. */
  copy(from: string, to: string): Promise<boolean>;
  /** Those that are not there are passed over. */
  remove(keys: readonly string[]): Promise<void>;
  keys(): AsyncIterable<string>;
  removeDrafts(): Promise<void>;
  readonly resumable: ResumableBytes;
}

/** Bytes that come in several requests; they outlive a restart, and are nobody's to read before they are finished. */
export interface ResumableBytes {
  /** @param info whatever is to be known of them later */
  begin(key: string, info: string): Promise<void>;
  /** Undefined: there are none, or no more. */
  look(key: string): Promise<ResumedBytes | undefined>;
  /** Writes from `offset` on, and keeps what came when it throws. Gives the new size. */
  append(key: string, part: { offset: number; chunks: AsyncIterable<Uint8Array> }): Promise<number>;
  /** Keeps them for good, under the same key. */
  finish(key: string): Promise<KeptBytes>;
  abandon(key: string): Promise<void>;
  /** Removes those that were begun before this time, in milliseconds since 1970. */
  abandonBefore(time: number): Promise<void>;
}

export interface ResumedBytes {
  readonly size: number;
  readonly info: string;
}

export interface VersionedObject {
  readonly bucket_id: string;
  readonly name: string;
  readonly version: string | null;
}

/**
 * The key of an object's version: a digest, so a row of another bucket or name, whatever version it claims, never leads
 * to these bytes.
 */
export function bytesKey({ bucket_id, name, version }: VersionedObject): string {
  return createHash("sha256")
    .update(JSON.stringify([bucket_id, name, version]))
    .digest("hex");
}

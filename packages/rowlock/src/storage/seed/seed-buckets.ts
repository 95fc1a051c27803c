// The buckets that a project declares, and the files that it puts into them. A bucket follows its declaration at each
// start; a file is put where no object of its name is, so that nothing that somebody uploaded is written over.
import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import type { SqlClient } from "../../sql/sql-client.ts";
import { type Bytes, bytesKey } from "../bytes/bytes.ts";
import { requireBucketName, requireKey } from "../request/names.ts";
import { findFiles, type SeedFile } from "./find-files.ts";
import { mimeTypeOf } from "./mime-types.ts";

export interface DeclaredBucket {
  readonly public: boolean;
  readonly file_size_limit?: number | undefined;
  readonly allowed_mime_types: readonly string[];
  /** Relative to the folder. */
  readonly objects_path?: string | undefined;
}

export interface SeedBucketsOptions {
  /** Somebody whom row level security leaves alone. */
  readonly client: SqlClient;
  readonly bytes: Bytes;
  readonly buckets: Readonly<Record<string, DeclaredBucket>>;
  /** The project's `supabase` folder. */
  readonly directory: string;
  /** Bytes that any object may have. */
  readonly fileSizeLimit: number;
  /** Told, in a sentence, of a name or file that is passed over. */
  readonly onNotice: (notice: string) => void;
}

export async function seedBuckets(options: SeedBucketsOptions): Promise<void> {
  for (const [name, bucket] of Object.entries(options.buckets)) {
    if (!isAllowed(() => requireBucketName(name))) {
      options.onNotice(`[storage.buckets] names a bucket "${name}", which is no name for one`);
      continue;
    }
    await saveBucket(options.client, { name, bucket });
    if (bucket.objects_path !== undefined) {
      await putFiles(options, { name, bucket, path: bucket.objects_path });
    }
  }
}

function isAllowed(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}

interface NamedBucket {
  readonly name: string;
  readonly bucket: DeclaredBucket;
}

async function saveBucket(client: SqlClient, { name, bucket }: NamedBucket): Promise<void> {
  await client.query(
    `insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
     values ($1, $1, $2, $3, $4)
     on conflict (id) do update set public = excluded.public, file_size_limit = excluded.file_size_limit,
       allowed_mime_types = excluded.allowed_mime_types
     where (buckets.public, buckets.file_size_limit, buckets.allowed_mime_types) is distinct from
       (excluded.public, excluded.file_size_limit, excluded.allowed_mime_types)`,
    [
      name,
      bucket.public,
      bucket.file_size_limit ?? null,
      bucket.allowed_mime_types.length === 0 ? null : bucket.allowed_mime_types,
    ],
  );
}

async function putFiles(
  options: SeedBucketsOptions,
  { name: bucket, bucket: { file_size_limit }, path }: NamedBucket & { readonly path: string },
): Promise<void> {
  const { client, directory, fileSizeLimit, onNotice } = options;
  const files = await findFiles(directory, path);
  if (files === undefined) {
    onNotice(`${path} is no folder, though [storage.buckets.${bucket}] objects_path names it`);
    return;
  }
  const limit = Math.min(file_size_limit ?? fileSizeLimit, fileSizeLimit);
  const { rows } = await client.query<{ readonly name: string }>(
    "select name from storage.objects where bucket_id = $1",
    [bucket],
  );
  const there = new Set(rows.map(({ name }) => name));
  for (const file of files.filter(({ name }) => !there.has(name))) {
    if (!isAllowed(() => requireKey(file.name))) {
      onNotice(`${path}/${file.name} is left out: an object may not be called that`);
    } else if (file.size > limit) {
      onNotice(`${path}/${file.name} is left out: it is larger than the ${limit} bytes allowed`);
    } else {
      await putFile(options, { bucket, file });
    }
  }
}

interface FileToPut {
  readonly bucket: string;
  readonly file: SeedFile;
}

async function putFile({ client, bytes }: SeedBucketsOptions, { bucket, file }: FileToPut) {
  const version = randomUUID();
  const { name } = file;
  const key = bytesKey({ bucket_id: bucket, name, version });
  const { size, md5 } = await bytes.keep(key, createReadStream(file.path));
  const metadata = {
    eTag: `"${md5}"`,
    size,
    mimetype: mimeTypeOf(name),
    cacheControl: "max-age=3600",
    lastModified: new Date().toISOString(),
    contentLength: size,
    httpStatusCode: 200,
  };
  const { rowCount } = await client.query(
    `insert into storage.objects (bucket_id, name, version, metadata, user_metadata)
     values ($1, $2, $3, $4, '{}') on conflict (bucket_id, name) do nothing`,
    [bucket, name, version, JSON.stringify(metadata)],
  );
  if (rowCount === 0) await bytes.remove([key]);
}

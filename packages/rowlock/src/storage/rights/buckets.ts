// What is asked of storage.buckets and written there, as whoever the asker is.
import { join, param, type Sql, sql } from "../../sql/fragment.ts";
import { failure } from "../errors.ts";
import type { Asker } from "./ask.ts";
import { BUCKET_JSON, LISTED_BUCKET_JSON } from "./json-columns.ts";

export interface BucketRow {
  readonly id: string;
  readonly name: string;
  readonly owner: string | null;
  readonly public: boolean | null;
  readonly file_size_limit: number | null;
  readonly allowed_mime_types: readonly string[] | null;
  readonly created_at: string;
  readonly updated_at: string;
}

/** Undefined: the asker sees none. */
export async function findBucket(asker: Asker, id: string): Promise<BucketRow | undefined> {
  const [row] = await asker.rows<BucketRow>(
    sql`select ${BUCKET_JSON} from storage.buckets where id = ${param(id)}`,
    { readOnly: true },
  );
  return row;
}

/** @throws StorageError NoSuchBucket */
export async function requireBucket(asker: Asker, id: string): Promise<BucketRow> {
  const bucket = await findBucket(asker, id);
  if (bucket === undefined) throw failure("noSuchBucket");
  return bucket;
}

const SORTED = {
  id: sql`id`,
  name: sql`name`,
  created_at: sql`created_at`,
  updated_at: sql`updated_at`,
} as const;

export interface BucketListing {
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
  readonly sortColumn?: keyof typeof SORTED | undefined;
  readonly sortOrder?: "asc" | "desc" | undefined;
  readonly search?: string | undefined;
}

export function listBuckets(asker: Asker, listing: BucketListing): Promise<readonly BucketRow[]> {
  const { limit, offset, sortColumn, sortOrder, search } = listing;
  const parts = [sql`select ${LISTED_BUCKET_JSON} from storage.buckets`];
  if (search) parts.push(sql`where name ilike ${param(`%${escapeLike(search)}%`)}`);
  if (sortColumn !== undefined) {
    parts.push(sql`order by ${SORTED[sortColumn]} ${sortOrder === "desc" ? sql`desc` : sql`asc`}`);
  }
  if (limit !== undefined) parts.push(sql`limit ${param(String(limit))}::bigint`);
  if (offset !== undefined) parts.push(sql`offset ${param(String(offset))}::bigint`);
  return asker.rows(join(parts, " "), { readOnly: true });
}

/** So that a text stands for itself in LIKE. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

/** Undefined: as it is. */
export interface BucketChange {
  readonly public?: boolean | undefined;
  readonly fileSizeLimit?: number | null | undefined;
  readonly allowedMimeTypes?: readonly string[] | null | undefined;
}

export interface NewBucket extends BucketChange {
  readonly id: string;
  readonly name: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @throws StorageError when there is one, PostgresError when the asker may not */
export async function createBucket(asker: Asker, bucket: NewBucket): Promise<void> {
  const { owner } = asker;
  const uuid = owner !== undefined && UUID.test(owner) ? owner : null;
  const made = sql`insert into storage.buckets
      (id, name, owner, owner_id, public, file_size_limit, allowed_mime_types)
    values (${param(bucket.id)}, ${param(bucket.name)}, ${param(uuid)}, ${param(owner ?? null)},
      ${param(String(bucket.public ?? false))}, ${limitOf(bucket.fileSizeLimit ?? null)},
      ${mimeTypes(bucket.allowedMimeTypes ?? null)})`;
  try {
    await asker.ask(made);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "23505") {
      throw failure("bucketExists");
    }
    throw error;
  }
}

/** @throws StorageError NoSuchBucket when the asker sees none, or may not change it */
export async function updateBucket(asker: Asker, id: string, change: BucketChange): Promise<void> {
  const set: Sql[] = [];
  if (change.public !== undefined) set.push(sql`public = ${param(String(change.public))}`);
  if (change.fileSizeLimit !== undefined) {
    set.push(sql`file_size_limit = ${limitOf(change.fileSizeLimit)}`);
  }
  if (change.allowedMimeTypes !== undefined) {
    set.push(sql`allowed_mime_types = ${mimeTypes(change.allowedMimeTypes)}`);
  }
  if (set.length === 0) throw failure("noContent");
  const { rows } = await asker.ask(
    sql`update storage.buckets set ${join(set)} where id = ${param(id)} returning id`,
  );
  if (rows.length === 0) throw failure("noSuchBucket");
}

function limitOf(limit: number | null): Sql {
  return sql`${param(limit === null ? null : String(Math.trunc(limit)))}::bigint`;
}

function mimeTypes(types: readonly string[] | null): Sql {
  if (types === null) return sql`null`;
  return sql`array(select pg_catalog.json_array_elements_text(${param(JSON.stringify(types))}::json))`;
}

/** Whether anything is in it, whoever may see it. */
export async function isEmpty(service: Asker, id: string): Promise<boolean> {
  const found = sql`select from storage.objects where bucket_id = ${param(id)} limit 1`;
  return (await service.ask(found, { readOnly: true })).rows.length === 0;
}

/** @throws StorageError NoSuchBucket when the asker sees none, or may not delete it */
export async function deleteBucket(asker: Asker, id: string): Promise<void> {
  const { command } = await asker.ask(sql`delete from storage.buckets where id = ${param(id)}`);
  if (command === "DELETE 0") throw failure("noSuchBucket");
}

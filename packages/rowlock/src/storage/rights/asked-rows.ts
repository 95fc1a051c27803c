// The rows that a request is about, as queries that only read, for whoever explains it: those that it names, those that
// a change makes of them, those that it adds. Each row is one text, as PostgreSQL prints a whole row. What is asked of
// them stands in objects.ts and buckets.ts; what PostgreSQL generates is left to whoever asks.
import { param, type Sql, sql } from "../../sql/fragment.ts";
import { type BucketChange, escapeLike, type NewBucket } from "./buckets.ts";
import {
  at,
  type Movement,
  type NewObject,
  type ObjectPlace,
  ownerTexts,
  texts,
} from "./objects.ts";

const OBJECTS = sql`select (objects.*)::text from storage.objects`;
const BUCKETS = sql`select (buckets.*)::text from storage.buckets`;

export function objectAt(place: ObjectPlace): Sql {
  return sql`${OBJECTS} where ${at(place)}`;
}

export function objectsNamed(bucket: string, names: readonly string[]): Sql {
  return sql`${OBJECTS} where bucket_id = ${param(bucket)} and name = any (${texts(names)})`;
}

/** As a list finds them: by names without regard to case where there are folders. */
export function objectsUnder(bucket: string, prefix: string): Sql {
  const begins = sql`${param(`${escapeLike(prefix)}%`)}`;
  return sql`${OBJECTS} where bucket_id = ${param(bucket)} and name ilike ${begins}`;
}

export function objectsIn(bucket: string): Sql {
  return sql`${OBJECTS} where bucket_id = ${param(bucket)}`;
}

export function addedObject(made: NewObject): Sql {
  const { uuid, id } = ownerTexts(made.owner);
  const fresh = sql`'id', pg_catalog.gen_random_uuid(), 'created_at', now(), 'updated_at', now(),
    'last_accessed_at', now()`;
  const given = sql`pg_catalog.jsonb_build_object(${fresh}) || ${json({
    ...contentOf(made),
    bucket_id: made.bucket,
    name: made.name,
    owner: uuid,
    owner_id: id,
  })}`;
  return sql`select pg_catalog.jsonb_populate_record(null::storage.objects, ${given})::text`;
}

/** Before and after. */
export function replacedObject(made: NewObject): Sql {
  return changedRow(made, { ...contentOf(made), ...ownersGiven(made.owner) });
}

/** Before and after. */
export function movedObject({ from, to, version, owner }: Movement): Sql {
  const moved = { bucket_id: to.bucket, name: to.name, version, ...ownersGiven(owner) };
  return changedRow(from, moved);
}

function changedRow(place: ObjectPlace, change: object): Sql {
  return sql`select (objects.*)::text, pg_catalog.jsonb_populate_record(objects.*, ${json(change)})::text
    from storage.objects where ${at(place)}`;
}

function contentOf({ version, metadata, userMetadata }: NewObject) {
  return { version, metadata: metadata ?? null, user_metadata: userMetadata ?? null };
}

/** An owner that nobody names stays who it is. */
function ownersGiven(owner: string | undefined) {
  const { uuid, id } = ownerTexts(owner);
  return { ...(uuid === null ? {} : { owner: uuid }), ...(id === null ? {} : { owner_id: id }) };
}

function json(value: object): Sql {
  return sql`${param(JSON.stringify(value))}::jsonb`;
}

export function buckets(id: string | undefined): Sql {
  return id === undefined ? BUCKETS : sql`${BUCKETS} where id = ${param(id)}`;
}

export function addedBucket(bucket: NewBucket, owner: string | undefined): Sql {
  const { uuid, id } = ownerTexts(owner);
  const named = { id: bucket.id, name: bucket.name, owner: uuid, owner_id: id, type: "STANDARD" };
  const row = json({ ...columnsOf({ ...bucket, public: bucket.public ?? false }), ...named });
  const fresh = sql`pg_catalog.jsonb_build_object('created_at', now(), 'updated_at', now())`;
  return sql`select pg_catalog.jsonb_populate_record(null::storage.buckets, ${fresh} || ${row})::text`;
}

/** Before and after. */
export function changedBucket(id: string, change: BucketChange): Sql {
  const after = json(columnsOf(change));
  return sql`select (buckets.*)::text, pg_catalog.jsonb_populate_record(buckets.*, ${after})::text
    from storage.buckets where id = ${param(id)}`;
}

/** What is not given is left out of JSON. */
function columnsOf(change: BucketChange) {
  return {
    public: change.public,
    file_size_limit: change.fileSizeLimit,
    allowed_mime_types: change.allowedMimeTypes,
  };
}

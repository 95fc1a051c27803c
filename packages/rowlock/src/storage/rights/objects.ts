// What is asked of storage.objects and what is written there. Who may is RLS's to say, so each of these runs as whoever
// the asker is; what is only tried is undone.
import { param, type Sql, sql } from "../../sql/fragment.ts";
import { failure } from "../errors.ts";
import type { Asker } from "./ask.ts";
import { OBJECT_JSON } from "./json-columns.ts";

export interface ObjectPlace {
  readonly bucket: string;
  readonly name: string;
}

export interface ObjectMetadata {
  readonly eTag?: string;
  readonly size?: number;
  readonly mimetype?: string;
  readonly cacheControl?: string;
  readonly lastModified?: string;
  readonly contentLength?: number;
  readonly xRobotsTag?: string;
}

export interface ObjectRow {
  readonly id: string;
  readonly name: string;
  readonly bucket_id: string;
  readonly owner: string | null;
  readonly owner_id: string | null;
  readonly version: string | null;
  readonly metadata: ObjectMetadata | null;
  readonly user_metadata: unknown;
  readonly created_at: string;
  readonly updated_at: string;
  readonly last_accessed_at: string;
}

export interface NewObject extends ObjectPlace {
  readonly version: string;
  readonly owner: string | undefined;
  readonly metadata: object | undefined;
  readonly userMetadata: unknown;
  /** True: what is in its place is replaced. */
  readonly upsert: boolean;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What the columns `owner` and `owner_id` get: the first takes uuids alone. */
export function ownerTexts(owner: string | undefined) {
  const isUuid = owner !== undefined && UUID.test(owner);
  return { uuid: isUuid ? owner : null, id: owner ?? null };
}

function owners(owner: string | undefined): { readonly uuid: Sql; readonly id: Sql } {
  const { uuid, id } = ownerTexts(owner);
  return { uuid: param(uuid), id: param(id) };
}

function jsonParam(value: unknown): Sql {
  return param(value === undefined ? null : JSON.stringify(value));
}

function insertion(made: NewObject): Sql {
  const { uuid, id } = owners(made.owner);
  return sql`insert into storage.objects
      (bucket_id, name, owner, owner_id, version, metadata, user_metadata)
    values (${param(made.bucket)}, ${param(made.name)}, ${uuid}, ${id}, ${param(made.version)},
      ${jsonParam(made.metadata)}, ${jsonParam(made.userMetadata)})`;
}

const REPLACING = sql`on conflict (name, bucket_id) do update set
  version = excluded.version, metadata = excluded.metadata, user_metadata = excluded.user_metadata,
  owner = coalesce(excluded.owner, objects.owner), owner_id = coalesce(excluded.owner_id, objects.owner_id)`;

/**
 * Tries whether the asker may make it. An insert asks nothing back, so that no policy for reading is needed; an upsert
 * does, as hosted's does. @throws PostgresError 42501, StorageError
 */
export async function tryWrite(asker: Asker, made: NewObject): Promise<void> {
  const tried = made.upsert ? sql`${insertion(made)} ${REPLACING} returning *` : insertion(made);
  await orKeyExists(asker.ask(tried, { end: "rollback" }));
}

export interface WrittenObject {
  readonly row: ObjectRow;
  /** The version that was in its place. */
  readonly replaced: string | null;
}

/** Asks whether it may be made, or put in the place of what is there now. @throws StorageError, PostgresError */
export type AllowWrite = (made: NewObject) => Promise<void>;

export interface Writers {
  /** Writes. */
  readonly service: Asker;
  /** Was asked before the bytes were taken, and is again about what has come into the place since. */
  readonly allow: AllowWrite;
}

/** How often what is to be replaced may change meanwhile: each time somebody else has come through. */
const TURNS = 100;

/**
 * Makes it, or puts it in the place of what is there: of just that which the asker was seen to be allowed to replace,
 * for an upload may take as long as its sender likes. @throws StorageError, PostgresError
 */
export async function writeObject(
  { service, allow }: Writers,
  made: NewObject,
): Promise<WrittenObject> {
  if (!made.upsert) {
    const row = await insertObject(service, made, sql``);
    if (row === undefined) throw new Error("A trigger kept an object from being written");
    return { row, replaced: null };
  }
  for (let turn = 0; turn < TURNS; turn += 1) {
    const there = await findStanding(service, made);
    await allow(made);
    const row = await insertObject(service, made, replacing(there));
    if (row !== undefined) return { row, replaced: there?.version ?? null };
  }
  throw failure("locked");
}

/** Undefined: something else is in its place. */
async function insertObject(
  service: Asker,
  made: NewObject,
  onConflict: Sql,
): Promise<ObjectRow | undefined> {
  const written = sql`with written as (${insertion(made)} ${onConflict} returning *)
    select ${OBJECT_JSON} from written`;
  const [row] = await orKeyExists(service.rows<ObjectRow>(written, { lock: [lockOf(made)] }));
  return row;
}

function replacing(there: Standing | undefined): Sql {
  if (there === undefined) return sql`on conflict (name, bucket_id) do nothing`;
  return sql`${REPLACING} where objects.version is not distinct from ${param(there.version)}`;
}

/** What tells an object from any other that has been in its place, and whose it is. */
export type Standing = Pick<ObjectRow, "id" | "version" | "owner_id">;

/** What stands there now; undefined: nothing. */
export async function findStanding(
  service: Asker,
  place: ObjectPlace,
): Promise<Standing | undefined> {
  const [row] = await service.rows<Standing>(
    sql`select pg_catalog.json_build_object('id', id, 'version', version, 'owner_id', owner_id)::text
      from storage.objects where ${at(place)}`,
    { readOnly: true },
  );
  return row;
}

function lockOf({ bucket, name }: ObjectPlace): string {
  return `storage/${bucket}/${name}`;
}

async function orKeyExists<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === "23505") throw failure("keyExists");
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/** @throws StorageError NoSuchKey when the asker sees none */
export async function findObject(asker: Asker, place: ObjectPlace): Promise<ObjectRow> {
  const [row] = await asker.rows<ObjectRow>(
    sql`select ${OBJECT_JSON} from storage.objects where ${at(place)}`,
    { readOnly: true },
  );
  if (row === undefined) throw failure("noSuchKey");
  return row;
}

/** Undefined: there is none, or its bucket is not public. */
export async function findPublicObject(
  service: Asker,
  place: ObjectPlace,
): Promise<ObjectRow | undefined> {
  const [row] = await service.rows<ObjectRow>(
    sql`select ${OBJECT_JSON} from storage.objects where ${at(place)}
      and exists (select from storage.buckets where id = ${param(place.bucket)} and public)`,
    { readOnly: true },
  );
  return row;
}

export function at({ bucket, name }: ObjectPlace): Sql {
  return sql`bucket_id = ${param(bucket)} and name = ${param(name)}`;
}

/** The names among these that the asker sees. */
export async function findNames(
  asker: Asker,
  bucket: string,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = await asker.rows<string>(
    sql`select pg_catalog.to_json(name)::text from storage.objects
      where bucket_id = ${param(bucket)} and name = any (${texts(names)})`,
    { readOnly: true },
  );
  return new Set(found);
}

export function texts(values: readonly string[]): Sql {
  return sql`array(select pg_catalog.json_array_elements_text(${param(JSON.stringify(values))}::json))`;
}

/** Deletes those that the asker may see and delete, and gives their rows. */
export function deleteObjects(
  asker: Asker,
  bucket: string,
  names: readonly string[],
): Promise<readonly ObjectRow[]> {
  return asker.rows<ObjectRow>(
    sql`delete from storage.objects
      where bucket_id = ${param(bucket)} and name = any (${texts(names)}) returning ${OBJECT_JSON}`,
  );
}

export interface Movement {
  readonly from: ObjectPlace;
  readonly to: ObjectPlace;
  readonly version: string;
  readonly owner: string | undefined;
}

function moving({ from, to, version, owner }: Movement): Sql {
  const { uuid, id } = owners(owner);
  return sql`update storage.objects set name = ${param(to.name)}, bucket_id = ${param(to.bucket)},
      version = ${param(version)}, owner = coalesce(${uuid}, owner), owner_id = coalesce(${id}, owner_id)
    where ${at(from)}`;
}

/** Tries whether the asker may. @throws PostgresError, StorageError NoSuchKey when the asker sees none */
export async function tryMove(asker: Asker, movement: Movement): Promise<void> {
  const { rows } = await asker.ask(sql`${moving(movement)} returning id`, { end: "rollback" });
  if (rows.length === 0) throw failure("noSuchKey");
}

/** Undefined: it is no longer the version that was looked at. @throws PostgresError 23505 when the place is taken */
export async function moveObject(
  service: Asker,
  movement: Movement & { readonly expected: string | null },
): Promise<ObjectRow | undefined> {
  const [row] = await service.rows<ObjectRow>(
    sql`${moving(movement)} and version is not distinct from ${param(movement.expected)}
      returning ${OBJECT_JSON}`,
    { lock: [lockOf(movement.from), lockOf(movement.to)] },
  );
  return row;
}

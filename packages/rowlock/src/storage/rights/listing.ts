// Lists of objects, as the caller: by the functions that hosted has for it where there are folders, else by the name.
import { join, param, type Sql, sql } from "../../sql/fragment.ts";
import { failure } from "../errors.ts";
import type { Asker } from "./ask.ts";
import { escapeLike } from "./buckets.ts";
import { exactTime, KEYED_JSON, LISTED_JSON } from "./json-columns.ts";

export interface FolderListing {
  readonly bucket: string;
  readonly prefix: string;
  readonly limit: number;
  readonly offset: number;
  readonly search: string;
  readonly column: string;
  readonly order: "asc" | "desc";
}

/** One folder: the folders in it, then its objects, by names relative to it. */
export function listFolder(asker: Asker, listing: FolderListing): Promise<readonly object[]> {
  const { bucket, limit, offset, search, column, order } = listing;
  const prefix =
    listing.prefix === "" || listing.prefix.endsWith("/") ? listing.prefix : `${listing.prefix}/`;
  const levels = (prefix + search).split("/").length;
  return asker.rows(
    sql`select ${LISTED_JSON} from storage.search(${param(prefix)}, ${param(bucket)},
      ${param(String(limit))}, ${param(String(levels))}, ${param(String(offset))}, ${param(search)},
      ${param(column)}, ${param(order)})`,
    { readOnly: true },
  );
}

type SortColumn = "name" | "created_at" | "updated_at";

export interface KeyListing {
  readonly bucket: string;
  readonly prefix: string;
  readonly limit: number;
  /** True: what lies deeper is told once, as its folder. */
  readonly withFolders: boolean;
  readonly column: SortColumn;
  readonly order: "asc" | "desc";
  readonly cursor: string | undefined;
}

export interface ListedKey {
  readonly id: string | null;
  readonly name: string;
}

export interface KeyPage {
  readonly entries: readonly ListedKey[];
  /** Where the next page begins. */
  readonly next: { readonly cursor: string; readonly key: string } | undefined;
}

interface Place {
  readonly name: string;
  /** Undefined where the name alone sorts. */
  readonly time?: string | undefined;
}

/** A page of whole names, in their order. @throws StorageError for a cursor that is none */
export async function listKeys(asker: Asker, asked: KeyListing): Promise<KeyPage> {
  const after = asked.cursor === undefined ? undefined : readCursor(asked.cursor);
  const listing = {
    ...asked,
    column: after?.column ?? asked.column,
    order: after?.order ?? asked.order,
  };
  const statement = listing.withFolders
    ? folderStatement(listing, after)
    : flatStatement(listing, after);
  const { rows } = await asker.ask(statement, { readOnly: true });
  const found = rows.map(([json, time]) => ({
    entry: JSON.parse(json ?? "null") as ListedKey,
    time: time ?? undefined,
  }));
  const page = found.slice(0, listing.limit);
  const last = found.length > page.length ? page.at(-1) : undefined;
  return {
    entries: page.map(({ entry }) => entry),
    next: last && {
      key: last.entry.name,
      cursor: writeCursor(listing, { name: last.entry.name, time: last.time }),
    },
  };
}

function timeOf(column: SortColumn): Sql {
  return column === "name" ? sql`null::text` : exactTime(column);
}

function folderStatement(listing: KeyListing, after: Place | undefined): Sql {
  const { bucket, prefix, limit, column, order } = listing;
  return sql`select ${KEYED_JSON}, ${timeOf(column)} from storage.search_v2(${param(prefix)}, ${param(bucket)},
    ${param(String(limit + 1))}, ${param(String(prefix.split("/").length))}, ${param(after?.name ?? "")},
    ${param(order)}, ${param(column)}, ${param(after?.time ?? "")})`;
}

function flatStatement(listing: KeyListing, after: Place | undefined): Sql {
  const { bucket, prefix, limit, column, order } = listing;
  const isUp = order === "asc";
  const [beyond, direction] = isUp ? [sql`>`, sql`asc`] : [sql`<`, sql`desc`];
  const name = sql`name collate "C"`;
  const conditions = [sql`bucket_id = ${param(bucket)}`];
  if (prefix !== "") conditions.push(sql`name like ${param(`${escapeLike(prefix)}%`)}`);
  const sorted = column === "name" ? undefined : SORTED[column];
  if (after !== undefined) {
    conditions.push(
      sorted === undefined || after.time === undefined
        ? sql`${name} ${beyond} ${param(after.name)}`
        : sql`(${sorted}, ${name}) ${beyond} (${param(after.time)}::timestamptz, ${param(after.name)})`,
    );
  }
  const first = sorted === undefined ? sql`` : sql`${sorted} ${direction},`;
  return sql`select ${LISTED_JSON}, ${timeOf(column)} from storage.objects
    where ${join(conditions, " and ")} order by ${first} ${name} ${direction}
    limit ${param(String(limit + 1))}::bigint`;
}

const SORTED = { created_at: sql`created_at`, updated_at: sql`updated_at` } as const;

interface Cursor extends Place {
  readonly column: SortColumn;
  readonly order: "asc" | "desc";
}

/** Lines of a letter and a value, in base64, as hosted's cursors are. */
function writeCursor({ column, order }: KeyListing, { name, time }: Place): string {
  const lines = [`l:${name}`, `o:${order}`, `c:${column}`];
  if (time !== undefined) lines.push(`a:${time}`);
  return Buffer.from(lines.join("\n")).toString("base64");
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/;

function readCursor(cursor: string): Cursor {
  const lines = Buffer.from(cursor, "base64").toString("utf8").split("\n");
  const values = new Map(lines.map((line) => [line.slice(0, 2), line.slice(2)]));
  const name = values.get("l:");
  const order = values.get("o:") ?? "asc";
  const column = values.get("c:") ?? "name";
  const time = values.get("a:");
  const isSorted = column === "name" || column === "created_at" || column === "updated_at";
  const isOrdered = order === "asc" || order === "desc";
  const isTimed = time === undefined || TIME.test(time);
  if (name === undefined || name.includes("\0") || !isSorted || !isOrdered || !isTimed) {
    throw failure("parameter", "Invalid Parameter continuation token");
  }
  return { name, order, column, time };
}

// Rows as JSON, in the form in which hosted tells them: times in ISO 8601, UTC, to the millisecond.
import { type Sql, trusted } from "../../sql/fragment.ts";

function time(column: string): string {
  return `pg_catalog.to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

function json(columns: readonly string[], times: readonly string[]): Sql {
  const pairs = [
    ...columns.map((name) => `'${name}', ${name}`),
    ...times.map((name) => `'${name}', ${time(name)}`),
  ];
  return trusted(`pg_catalog.json_build_object(${pairs.join(", ")})::text`);
}

export const BUCKET_COLUMNS = [
  "id",
  "name",
  "owner",
  "public",
  "file_size_limit",
  "allowed_mime_types",
] as const;

export const BUCKET_JSON = json(BUCKET_COLUMNS, ["created_at", "updated_at"]);
export const LISTED_BUCKET_JSON = json([...BUCKET_COLUMNS, "type"], ["created_at", "updated_at"]);

const TIMES = ["updated_at", "created_at", "last_accessed_at"];

export const OBJECT_JSON = json(
  ["name", "bucket_id", "owner", "owner_id", "version", "id", "metadata", "user_metadata"],
  TIMES,
);

export const LISTED_JSON = json(["name", "id", "metadata"], TIMES);
/** As `storage.search_v2` gives it. */
export const KEYED_JSON = json(["key", "name", "id", "metadata"], TIMES);

/** A time as a cursor carries it: as exact as it is kept. */
export function exactTime(column: "created_at" | "updated_at"): Sql {
  return trusted(
    `pg_catalog.to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
  );
}

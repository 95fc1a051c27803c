// What a process that was killed left behind: drafts, and bytes that no row names. Removed at the start, before anybody
// writes; where it is not certain that every row is seen, nothing is.
import type { SqlClient } from "../../sql/sql-client.ts";
import { type Bytes, bytesKey, type VersionedObject } from "./bytes.ts";

export interface Swept {
  /** How many bytes without a row were removed. */
  readonly removed: number;
  /** How many rows have no bytes here; undefined: rows could not be told for certain, so nothing was looked at. */
  readonly missing: number | undefined;
}

export interface SweepOptions {
  /** Somebody whom row level security leaves alone. */
  readonly client: SqlClient;
  /** Resumable uploads from before this time have expired; milliseconds since 1970. */
  readonly before: number;
}

export async function sweepBytes(bytes: Bytes, { client, before }: SweepOptions): Promise<Swept> {
  await bytes.removeDrafts();
  await bytes.resumable.abandonBefore(before);
  const { rows: active } = await client.query<{ active: boolean }>(
    "select pg_catalog.row_security_active('storage.objects') as active",
  );
  if (active[0]?.active !== false) return { removed: 0, missing: undefined };
  const { rows } = await client.query<VersionedObject>(
    "select bucket_id, name, version from storage.objects",
  );
  const named = new Set(rows.map(bytesKey));
  const orphans: string[] = [];
  let found = 0;
  for await (const key of bytes.keys()) {
    if (named.has(key)) found += 1;
    else orphans.push(key);
  }
  await bytes.remove(orphans);
  return { removed: orphans.length, missing: named.size - found };
}

// Everything in a bucket, a thousand rows at a time.
import { param, sql } from "../../sql/fragment.ts";
import type { Asker } from "./ask.ts";
import { OBJECT_JSON } from "./json-columns.ts";
import type { ObjectRow } from "./objects.ts";

/** Deletes the next rows of a bucket and gives them; none: it is empty. */
export function emptyBucket(asker: Asker, id: string): Promise<readonly ObjectRow[]> {
  return asker.rows<ObjectRow>(
    sql`delete from storage.objects where id in (
        select id from storage.objects where bucket_id = ${param(id)} limit 1000)
      returning ${OBJECT_JSON}`,
  );
}

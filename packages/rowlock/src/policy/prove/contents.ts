// What a relation holds on the copy, past its policies. A view may compare with the caller by itself, so it is read with
// each person's claims as well: what anybody could find in it is what it holds.

import { compile, identifier, sql } from "../../sql/fragment.ts";
import type { SqlClient } from "../../sql/sql-client.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import type { AnalysedRelation } from "../analysis/database-analysis.ts";

/** As the copy's superuser. */
export async function readContents(
  client: SqlClient,
  relation: AnalysedRelation,
  callers: readonly JsonObject[],
): Promise<readonly JsonObject[]> {
  // Of a view that fails for everybody nothing is known; requests will say so as well.
  const contents: JsonObject[] = await read(client, relation).then(
    (rows) => [...rows],
    () => [],
  );
  if (relation.kind !== "view") return contents;
  for (const claims of callers) {
    const known = contents.map((row) => JSON.stringify(row));
    for (const row of await readAs(client, relation, claims)) {
      const place = known.indexOf(JSON.stringify(row));
      // The same row again, or one more like it.
      if (place === -1) contents.push(row);
      else known.splice(place, 1);
    }
  }
  return contents;
}

async function read(
  client: SqlClient,
  { schema, name }: AnalysedRelation,
): Promise<readonly JsonObject[]> {
  const query = sql`select to_jsonb(found) as found from ${identifier(schema, name)} as found limit 10000`;
  const { rows } = await client.query<{ found: JsonObject }>(compile(query).text);
  return rows.map((row) => row.found);
}

/** Nothing where the view fails for this caller: the request will fail as well. */
async function readAs(
  client: SqlClient,
  relation: AnalysedRelation,
  claims: JsonObject,
): Promise<readonly JsonObject[]> {
  await client.query("begin");
  try {
    await client.query("select set_config('request.jwt.claims', $1, true)", [
      JSON.stringify(claims),
    ]);
    return await read(client, relation);
  } catch {
    return [];
  } finally {
    await client.query("rollback");
  }
}

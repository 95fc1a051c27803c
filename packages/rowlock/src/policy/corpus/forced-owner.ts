// Whether a trigger makes whoever inserts a row its owner, whatever was sent. Tried on a database in which the proof's
// rows were made, as the superuser whom no policy stops, and undone.
import type { GuardedRelation } from "../../catalog/security/security-model.ts";
import type { SqlClient } from "../../database/sql-client.ts";
import { compile, identifier, join, sql } from "../../sql/fragment.ts";
import { ADA, GRACE } from "../prove/cast.ts";

export async function isOwnerForced(
  client: SqlClient,
  relation: GuardedRelation,
  owner: string,
): Promise<boolean> {
  const [caller] = ADA.people;
  const [other] = GRACE.people;
  if (relation.triggers.length === 0 || caller === undefined || other === undefined) return false;
  const table = identifier(relation.schema, relation.name);
  const columns = join(
    relation.columns
      .filter((one) => !one.generated && one.identity === null)
      .map((one) => identifier(one.name)),
  );
  const { text } = compile(sql`insert into ${table} (${columns})
    select ${columns} from jsonb_populate_record(null::${table},
      (select to_jsonb(stored) from ${table} as stored limit 1) || $1::jsonb)
    returning ${identifier(owner)} as owner`);
  await client.query("begin");
  try {
    await client.query("select set_config('request.jwt.claims', $1, true)", [
      JSON.stringify({ role: "authenticated", sub: caller.userId }),
    ]);
    const { rows } = await client.query<{ owner: string }>(text, [
      JSON.stringify({ [owner]: other.userId }),
    ]);
    return rows[0]?.owner === caller.userId;
  } finally {
    await client.query("rollback");
  }
}

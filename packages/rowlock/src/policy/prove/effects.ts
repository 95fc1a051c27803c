// What a request that was kept did to the made rows, and how to undo it: the tables' contents before and after.
import type { SqlClient } from "../../database/sql-client.ts";
import { inTransaction } from "../../database/sql-client.ts";
import { compile, identifier, join, sql } from "../../sql/fragment.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import type { AnalysedRelation } from "../analysis/database-analysis.ts";

/** The rows of each table, by the table's oid. */
export type State = ReadonlyMap<string, readonly JsonObject[]>;

export interface Effect {
  readonly relation: AnalysedRelation;
  /** As they were, of rows that were changed or are gone. */
  readonly lost: readonly JsonObject[];
  /** As they are, of rows that were changed or are new. */
  readonly gained: readonly JsonObject[];
}

export async function captureState(
  client: SqlClient,
  tables: readonly AnalysedRelation[],
): Promise<State> {
  const state = new Map<string, readonly JsonObject[]>();
  for (const { oid, schema, name } of tables) {
    const query = sql`select to_jsonb(found) as found from ${identifier(schema, name)} as found limit 10000`;
    const { rows } = await client.query<{ found: JsonObject }>(compile(query).text);
    state.set(
      oid,
      rows.map((row) => row.found),
    );
  }
  return state;
}

export function effectsBetween(
  before: State,
  after: State,
  tables: readonly AnalysedRelation[],
): readonly Effect[] {
  return tables.flatMap((relation): Effect[] => {
    const was = before.get(relation.oid) ?? [];
    const is = after.get(relation.oid) ?? [];
    const lost = without(was, is);
    const gained = without(is, was);
    return lost.length + gained.length === 0 ? [] : [{ relation, lost, gained }];
  });
}

function without(
  rows: readonly JsonObject[],
  others: readonly JsonObject[],
): readonly JsonObject[] {
  const known = new Set(others.map((row) => JSON.stringify(row)));
  return rows.filter((row) => !known.has(JSON.stringify(row)));
}

/** Puts the changed tables back as they were. */
export async function restoreState(
  client: SqlClient,
  before: State,
  effects: readonly Effect[],
): Promise<void> {
  if (effects.length === 0) return;
  await inTransaction(client, async () => {
    await client.query("set local session_replication_role = replica");
    for (const { relation } of effects) {
      const target = identifier(relation.schema, relation.name);
      const columns = join(
        relation.columns.filter((one) => !one.generated).map((one) => identifier(one.name)),
      );
      await client.query(compile(sql`delete from ${target}`).text);
      const insert = sql`insert into ${target} (${columns}) overriding system value
        select ${columns} from jsonb_populate_recordset(null::${target}, $1::jsonb)`;
      await client.query(compile(insert).text, [JSON.stringify(before.get(relation.oid) ?? [])]);
    }
  });
}

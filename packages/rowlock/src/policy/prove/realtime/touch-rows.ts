// Changes the made rows of a table without changing anything: each is written as it is, so that the log tells of it.
// Triggers stay out of it.
import { compile, identifier, join, sql } from "../../../sql/fragment.ts";
import { inTransaction, type SqlClient } from "../../../sql/sql-client.ts";
import type { AnalysedRelation } from "../../analysis/database-analysis.ts";
import type { MadeRow } from "../rows/made-rows.ts";

/** Gives why it could not be done. */
export async function touchRows(
  client: SqlClient,
  relation: AnalysedRelation,
  rows: readonly MadeRow[],
): Promise<string | undefined> {
  const key = relation.constraints.find(({ kind }) => kind === "primary");
  if (key === undefined) return "it has no primary key, and of such a table Realtime tells no row";
  const column = relation.columns.find((one) => !one.generated && one.identity !== "always");
  if (column === undefined) return "it has no column that could be written";
  const target = identifier(relation.schema, relation.name);
  const name = identifier(column.name);
  const same = join(
    key.columns.map((one) => sql`t.${identifier(one)} = k.${identifier(one)}`),
    " and ",
  );
  const { text } = compile(sql`update ${target} as t set ${name} = t.${name}
    from jsonb_populate_record(null::${target}, $1::jsonb) as k where ${same}`);
  try {
    await inTransaction(client, async () => {
      await client.query("set local session_replication_role = replica");
      for (const row of rows) await client.query(text, [JSON.stringify(row.key)]);
    });
    return undefined;
  } catch (error) {
    return `its rows can't be written: ${error instanceof Error ? error.message : String(error)}`;
  }
}

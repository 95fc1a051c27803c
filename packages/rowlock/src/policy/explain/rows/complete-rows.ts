// New rows with their generated columns worked out, as PostgreSQL does before it asks the policies.
import type { ColumnFacts } from "../../../catalog/parts/columns.ts";
import { compile, identifier, join, sql, trusted } from "../../../sql/fragment.ts";
import type { SqlClient } from "../../../sql/sql-client.ts";
import type { NamedRelation } from "./read-rows.ts";

export interface CompletedRelation extends NamedRelation {
  readonly columns: readonly ColumnFacts[];
}

export async function completeRows(
  client: SqlClient,
  relation: CompletedRelation,
  rows: readonly string[],
): Promise<readonly string[]> {
  if (rows.length === 0 || !relation.columns.some(({ generated }) => generated)) return rows;
  const { schema, name } = relation;
  const type = identifier(schema, name);
  const values = relation.columns.map((column) =>
    column.generation === null
      ? sql`${identifier(name)}.${identifier(column.name)}`
      : sql`(${trusted(column.generation)})`,
  );
  const whole = sql`select row(${join(values)})::${type}::text from unnest(array[given.one::${type}]) as ${identifier(name)}`;
  const query = sql`select (${whole}) as row from unnest($1::text[]) with ordinality given(one, place) order by place`;
  const made = await client.query<{ row: string }>(compile(query).text, [[...rows]]);
  return made.rows.map(({ row }) => row);
}

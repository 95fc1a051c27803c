// New rows with their generated columns worked out, as PostgreSQL does before it asks the policies.
import type { ColumnFacts } from "../../../catalog/security/columns.ts";
import type { SqlClient } from "../../../database/sql-client.ts";
import { compile, identifier, join, sql, trusted } from "../../../sql/fragment.ts";
import type { NamedRelation } from "./read-rows.ts";

interface Generated {
  readonly name: string;
  readonly expression: string;
}

const EXPRESSIONS = `
  select a.attname as name, pg_get_expr(d.adbin, d.adrelid) as expression
  from pg_attribute a join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attrelid = $1::oid and a.attgenerated <> ''`;

export interface CompletedRelation extends NamedRelation {
  readonly oid: string;
  readonly columns: readonly ColumnFacts[];
}

export async function completeRows(
  client: SqlClient,
  relation: CompletedRelation,
  rows: readonly string[],
): Promise<readonly string[]> {
  if (rows.length === 0 || !relation.columns.some(({ generated }) => generated)) return rows;
  const found = await client.query<Generated>(EXPRESSIONS, [relation.oid]);
  const expressions = new Map(found.rows.map(({ name, expression }) => [name, expression]));
  const { schema, name } = relation;
  const type = identifier(schema, name);
  const values = relation.columns.map((column) => {
    const expression = expressions.get(column.name);
    return expression === undefined
      ? sql`${identifier(name)}.${identifier(column.name)}`
      : sql`(${trusted(expression)})`;
  });
  const whole = sql`select row(${join(values)})::${type}::text from unnest(array[given.one::${type}]) as ${identifier(name)}`;
  const query = sql`select (${whole}) as row from unnest($1::text[]) with ordinality given(one, place) order by place`;
  const made = await client.query<{ row: string }>(compile(query).text, [[...rows]]);
  return made.rows.map(({ row }) => row);
}

// Every row that a table's policies could tell from another: all combinations of the values in play, in the columns
// that the policies mention. Read off a database in which the proof's rows were made.
import type { ColumnFacts } from "../../src/catalog/parts/columns.ts";
import type { GuardedRelation } from "../../src/catalog/security-model.ts";
import { foreignKeysOf } from "../../src/policy/analysis/ownership.ts";
import { CLERK_CAST } from "../../src/policy/prove/cast.ts";
import { compile, identifier, sql } from "../../src/sql/fragment.ts";
import type { SqlClient } from "../../src/sql/sql-client.ts";
import type { JsonObject, JsonValue } from "../../src/tokens/verified-token.ts";

export interface RowDomain {
  readonly columns: readonly string[];
  readonly rows: readonly JsonObject[];
  /** Columns that a trigger refuses to change. */
  readonly fixed: ReadonlySet<string>;
}

const IDS: readonly string[] = CLERK_CAST.people.flatMap(({ userId, organization }) =>
  organization === null ? [userId] : [userId, organization.id],
);

/** `mentioned` are the columns that the policies to be compared mention. */
export async function rowDomainOf(
  client: SqlClient,
  relation: GuardedRelation,
  mentioned: ReadonlySet<string>,
): Promise<RowDomain> {
  const columns = relation.columns.filter((column) => mentioned.has(column.name));
  let rows: readonly JsonObject[] = [{}];
  const fixed = new Set<string>();
  for (const column of columns) {
    const values = await valuesOf(client, relation, column);
    rows = rows.flatMap((row) => values.map((value) => ({ ...row, [column.name]: value })));
    if (await isFixed(client, relation, { column, values })) fixed.add(column.name);
  }
  return { columns: columns.map((column) => column.name), rows, fixed };
}

async function valuesOf(
  client: SqlClient,
  relation: GuardedRelation,
  column: ColumnFacts,
): Promise<readonly JsonValue[]> {
  const stored = await storedIn(client, relation, column.name);
  const keys = foreignKeysOf(relation).filter((key) => key.columns.includes(column.name));
  for (const key of keys) {
    const target = key.targetColumns[key.columns.indexOf(column.name)] ?? "";
    const parent = { schema: key.targetSchema, name: key.targetName };
    stored.push(...(await storedIn(client, parent, target)));
  }
  const others: readonly JsonValue[] =
    column.baseType === "boolean"
      ? [true, false]
      : column.baseType === "text"
        ? IDS
        : column.labels;
  return [...new Set([...stored, ...others, ...(column.nullable ? [null] : [])])];
}

async function storedIn(
  client: SqlClient,
  { schema, name }: Pick<GuardedRelation, "schema" | "name">,
  column: string,
): Promise<JsonValue[]> {
  const { text } = compile(
    sql`select distinct to_jsonb(${identifier(column)}) as value from ${identifier(schema, name)} where ${identifier(column)} is not null`,
  );
  const { rows } = await client.query<{ value: JsonValue }>(text);
  return rows.map((row) => row.value);
}

/** Tried on the rows that are there, as the superuser whom no policy stops, and undone. */
async function isFixed(
  client: SqlClient,
  { schema, name, triggers }: GuardedRelation,
  { column, values }: { readonly column: ColumnFacts; readonly values: readonly JsonValue[] },
): Promise<boolean> {
  if (triggers.length === 0) return false;
  const set = identifier(column.name);
  const { text } = compile(
    sql`update ${identifier(schema, name)} set ${set} = (jsonb_populate_record(null::${identifier(schema, name)}, $1)).${set}`,
  );
  await client.query("begin");
  try {
    for (const value of values)
      await client.query(text, [JSON.stringify({ [column.name]: value })]);
    return false;
  } catch (error) {
    return (error as { code?: string }).code === "P0001";
  } finally {
    await client.query("rollback");
  }
}

// SQL for text that is to have a column's type: by PostgreSQL's own reading of it, without the column's limits (numeric(5,2)
// would round a value that a filter compares with).
import type { LoggedTableColumn, LoggedTableFacts } from "../../catalog/parts/logged-tables.ts";
import { identifier, literal, type Sql, sql } from "../../sql/fragment.ts";

/** `text` gives a text. */
export function typedValue(
  { table, column }: { readonly table: LoggedTableFacts; readonly column: LoggedTableColumn },
  text: Sql,
): Sql {
  const { typeSchema, type, name } = column;
  // Whoever may read a table may name the types of its own schema. Those of another are reached by way of the table.
  if (typeSchema === "pg_catalog" || typeSchema === table.schema) {
    return sql`(${text})::${identifier(typeSchema, type)}`;
  }
  const row = sql`null::${identifier(table.schema, table.name)}`;
  const value = sql`pg_catalog.jsonb_build_object(${literal(name)}, ${text})`;
  return sql`(pg_catalog.jsonb_populate_record(${row}, ${value})).${identifier(name)}`;
}

/** An array of texts as PostgreSQL reads it. */
export function arrayText(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replaceAll(/["\\]/g, "\\$&")}"`).join(",")}}`;
}

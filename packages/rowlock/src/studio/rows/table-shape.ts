// What paging and editing must know of a table: its columns in order, and how its rows are told apart.
import { identifier, join, type Sql, sql, trusted } from "../../sql/fragment.ts";
import { readTable } from "../introspection/table-details.ts";
import type { OwnerConnection } from "../owner-database.ts";
import type { Cell } from "../wire/query.ts";
import type { RowKey, TableColumn } from "../wire/schema.ts";

export interface TableShape {
  readonly table: Sql;
  readonly columns: readonly TableColumn[];
  readonly names: readonly string[];
  readonly rowKey: RowKey;
}

/** Characters of a cell that a page shows; a longer one is fetched when it is opened. */
export const CELL_LENGTH = 2000;

/** @throws STUDIO_NOT_FOUND */
export async function readTableShape(
  database: OwnerConnection,
  name: { readonly schema: string; readonly table: string },
): Promise<TableShape> {
  const { shownColumns: columns, rowKey } = await readTable(database, {
    schema: name.schema,
    name: name.table,
  });
  return {
    table: identifier(name.schema, name.table),
    columns,
    names: columns.map((column) => column.name),
    rowKey,
  };
}

/** The columns of the key, or `ctid`. */
export function keyColumns({ rowKey }: TableShape): readonly Sql[] {
  switch (rowKey.kind) {
    case "primary-key":
      return rowKey.columns.map((column) => sql`t.${identifier(column)}`);
    case "ctid":
      return [trusted("t.ctid")];
    case "none":
      return [];
  }
}

/** Every column as text, cut one character beyond what is shown, then the key in full. */
export function cellsAndKey(shape: TableShape): Sql {
  const cells = shape.names.map(
    (name) => sql`left(t.${identifier(name)}::text, ${trusted(String(CELL_LENGTH + 1))})`,
  );
  const key = keyColumns(shape).map((column) => sql`${column}::text`);
  return join([...cells, ...key, trusted("null")]);
}

export function toCell(text: string | null): Cell {
  return text !== null && text.length > CELL_LENGTH ? { cut: text.slice(0, CELL_LENGTH) } : text;
}

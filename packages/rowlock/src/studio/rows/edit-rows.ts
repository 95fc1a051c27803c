// Edits of rows by their key. Values go as texts that PostgreSQL reads in the column's own type, so a type that Studio has
// never heard of is edited like any other.
// Guarantee: an edit touches exactly the rows that it names, or nothing.
import { identifier, join, param, type Sql, sql, trusted } from "../../sql/fragment.ts";
import type { OwnerConnection, OwnerDatabase } from "../owner-database.ts";
import { StudioError } from "../studio-error.ts";
import type { DeleteRows, InsertRow, NewValue, ReadCell, Row, UpdateRow } from "../wire/rows.ts";
import { EditError } from "./edit-error.ts";
import { knownColumn } from "./filter.ts";
import { cellsAndKey, keyColumns, readTableShape, type TableShape, toCell } from "./table-shape.ts";

export async function insertRow(request: InsertRow, database: OwnerDatabase): Promise<Row> {
  const shape = await readTableShape(database, request);
  const given = Object.entries(request.values);
  requireColumns(shape, given);
  const columns = given.map(([name]) => identifier(name));
  const values = given.map(([, value]) => newValue(value));
  const content =
    given.length === 0
      ? trusted("default values")
      : sql`(${join(columns)}) values (${join(values)})`;
  return writeRow(database, {
    shape,
    given,
    statement: sql`insert into ${shape.table} as t ${content} returning ${cellsAndKey(shape)}`,
  });
}

export async function updateRow(request: UpdateRow, database: OwnerDatabase): Promise<Row> {
  const shape = await readTableShape(database, request);
  const given = Object.entries(request.values);
  requireColumns(shape, given);
  const assignments = given.map(([name, value]) => sql`${identifier(name)} = ${newValue(value)}`);
  return writeRow(database, {
    shape,
    given,
    statement: sql`update ${shape.table} as t set ${join(assignments)}
      where ${isRow(shape, request.key)} returning ${cellsAndKey(shape)}`,
  });
}

/** All or none. */
export async function deleteRows(request: DeleteRows, database: OwnerDatabase): Promise<void> {
  const shape = await readTableShape(database, request);
  await database.transaction(async (connection) => {
    const rows = request.keys.map((key) => sql`(${isRow(shape, key)})`);
    const deleted = await connection.texts(
      sql`delete from ${shape.table} as t where ${join(rows, " or ")}`,
    );
    if (deleted.rowCount !== request.keys.length) throw rowGone(request.keys.length > 1);
  });
}

/** The whole text of a cell that a page shows cut. */
export async function readCell(
  request: ReadCell,
  database: OwnerConnection,
): Promise<string | null> {
  const shape = await readTableShape(database, request);
  const column = knownColumn(request.column, { columns: shape.names, field: "column" });
  const found = await database.texts(
    sql`select ${column}::text from ${shape.table} t where ${isRow(shape, request.key)}`,
  );
  const [row] = found.rows;
  if (row === undefined) throw rowGone(false);
  return row[0] ?? null;
}

interface RowWrite {
  readonly shape: TableShape;
  readonly given: readonly (readonly [string, NewValue])[];
  readonly statement: Sql;
}

async function writeRow(
  database: OwnerDatabase,
  { shape, given, statement }: RowWrite,
): Promise<Row> {
  const bound = given.filter(([, value]) => value === null || typeof value === "string");
  try {
    return await database.transaction(async (connection) => {
      const written = await connection.texts(statement);
      const [row] = written.rows;
      if (row === undefined || written.rowCount !== 1) throw rowGone(false);
      const width = shape.names.length;
      const key = row.slice(width, width + keyColumns(shape).length).map((text) => text ?? "");
      return { cells: row.slice(0, width).map(toCell), key, cursor: null };
    });
  } catch (error) {
    throw EditError.of(
      error,
      bound.map(([name]) => name),
    );
  }
}

function newValue(value: NewValue): Sql {
  return value === null || typeof value === "string" ? param(value) : trusted("default");
}

function isRow(shape: TableShape, key: readonly string[]): Sql {
  const columns = keyColumns(shape);
  if (columns.length === 0) {
    throw new StudioError("STUDIO_REQUEST_INVALID", {
      message:
        "Rows of a view, or of a partitioned table without a primary key, can't be edited here",
      hint: "Write the statement in the SQL Editor",
    });
  }
  if (key.length !== columns.length) {
    throw new StudioError("STUDIO_ROW_CHANGED", {
      message: "The table's primary key has changed since the page was opened",
      hint: "Reload the rows and edit again",
    });
  }
  return join(
    columns.map((column, index) => sql`${column} = ${param(key[index] ?? "")}`),
    " and ",
  );
}

function requireColumns(shape: TableShape, given: readonly (readonly [string, NewValue])[]): void {
  for (const [name] of given) knownColumn(name, { columns: shape.names, field: name });
}

function rowGone(several: boolean): StudioError {
  return new StudioError("STUDIO_ROW_CHANGED", {
    message: several
      ? "Not all of these rows are there any more: none was deleted"
      : "The row is not there any more, or somebody changed it meanwhile",
    hint: "Reload the rows and look again",
  });
}

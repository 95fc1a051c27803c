// One page of a table: by key where rows have one, by offset where they have none.
import { empty, identifier, join, type Sql, sql, trusted } from "../../sql/fragment.ts";
import type { OwnerConnection } from "../owner-database.ts";
import type { Clock } from "../ports.ts";
import type { ReadRows, Row, RowsPage } from "../wire/rows.ts";
import { filterCondition, knownColumn } from "./filter.ts";
import { beyond, orderBy, type SortKey } from "./keyset.ts";
import { cellsAndKey, keyColumns, readTableShape, type TableShape, toCell } from "./table-shape.ts";

export async function readRows(
  request: ReadRows,
  { database, now }: { readonly database: OwnerConnection; readonly now: Clock },
): Promise<RowsPage> {
  const shape = await readTableShape(database, request);
  const keys = sortKeys(request, shape);
  const byKey = shape.rowKey.kind !== "none";
  const backwards = byKey && (request.last || request.cursor?.direction === "before");
  const started = now();
  const found = await database.texts(pageQuery(request, { shape, keys, byKey, backwards }));
  const milliseconds = Math.max(0, now() - started);
  const kept = found.rows.slice(0, request.limit);
  if (backwards) kept.reverse();
  const more = found.rows.length > request.limit;
  const beyondStart = byKey ? request.cursor !== undefined : request.offset > 0;
  return {
    columns: shape.columns.map(({ name, type }) => ({ name, type })),
    rowKey: shape.rowKey,
    rows: kept.map((texts) => toRow(texts, { shape, sorted: request.sort.length, byKey })),
    hasPrevious: backwards ? more : beyondStart,
    hasNext: backwards ? request.cursor !== undefined : more,
    milliseconds,
  };
}

/** What the page is sorted by, ended by the key, so that the order is whole. */
function sortKeys(request: ReadRows, shape: TableShape): readonly SortKey[] {
  const sorted = request.sort.map(({ column, ascending }, index) => ({
    column: knownColumn(column, { columns: shape.names, field: `sort.${index}` }),
    ascending,
    nullable: shape.columns.find(({ name }) => name === column)?.nullable ?? true,
  }));
  const key = keyColumns(shape).map((column) => ({ column, ascending: true, nullable: false }));
  return [...sorted, ...key];
}

interface PageQuery {
  readonly shape: TableShape;
  readonly keys: readonly SortKey[];
  readonly byKey: boolean;
  readonly backwards: boolean;
}

function pageQuery(request: ReadRows, { shape, keys, byKey, backwards }: PageQuery): Sql {
  const conditions = [filterCondition(request.filters, shape.names)];
  if (byKey && request.cursor !== undefined) {
    conditions.push(beyond(keys, { values: request.cursor.values, backwards }));
  }
  const sortValues = request.sort.map(({ column }) => sql`t.${identifier(column)}::text`);
  const order = keys.length === 0 ? empty : sql`order by ${orderBy(keys, backwards)}`;
  return sql`select ${join([cellsAndKey(shape), ...sortValues])}
    from ${shape.table} t
   where ${join(conditions, " and ")}
   ${order}
   limit ${trusted(String(request.limit + 1))}
  offset ${trusted(String(byKey ? 0 : request.offset))}`;
}

interface RowLayout {
  readonly shape: TableShape;
  readonly sorted: number;
  readonly byKey: boolean;
}

/** The texts lie as pageQuery() selects them: cells, key, one empty place, values of the sort. */
function toRow(texts: readonly (string | null)[], { shape, sorted, byKey }: RowLayout): Row {
  const width = shape.names.length;
  const key = texts.slice(width, width + keyColumns(shape).length).map((text) => text ?? "");
  return {
    cells: texts.slice(0, width).map(toCell),
    key: byKey ? key : null,
    cursor: byKey ? [...texts.slice(texts.length - sorted, texts.length), ...key] : null,
  };
}

// A table's rows as its owner sees them: page by page, sorted by their heads, edited where they stand.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useMemo, useState } from "react";
import { countQuery, refreshDatabase } from "../../api/queries.ts";
import { isAway } from "../../api/use-away.ts";
import type { Sort, TableDetails } from "../../api/wire.ts";
import { DataGrid } from "../../grid/data-grid.tsx";
import type { Place } from "../../grid/use-grid-keys.ts";
import { Button } from "../../ui/button.tsx";
import { Empty, Failed } from "../../ui/page.tsx";
import { CellEditor } from "./cell-editor.tsx";
import { DeleteRows } from "./delete-rows.tsx";
import { ReadingRows } from "./reading-rows.tsx";
import { RowForm } from "./row-form.tsx";
import { RowsFooter } from "./rows-footer.tsx";
import { type Selection, useRowPages } from "./use-row-pages.ts";

export interface OwnerRowsProps {
  readonly details: TableDetails;
  readonly selection: Selection;
  readonly inserting: boolean;
  readonly onInsert: (open: boolean) => void;
  readonly onSort: (sort: readonly Sort[]) => void;
}

interface OpenedCell {
  readonly place: Place;
  readonly anchor: HTMLElement;
}

const NOTHING: ReadonlySet<number> = new Set();

export function OwnerRows({ details, selection, inserting, onInsert, onSort }: OwnerRowsProps) {
  const { rows, page, go, stop } = useRowPages(selection);
  const [marked, setMarked] = useState<ReadonlySet<number>>(NOTHING);
  const [cell, setCell] = useState<OpenedCell | null>(null);
  const [editing, setEditing] = useState<number | null>(null);
  const columns = useMemo(() => gridColumns(details), [details]);
  const client = useQueryClient();
  const { schema, table, filters, sort } = selection;
  const count = useQuery(countQuery({ schema, table, filters }));
  const changed = () => {
    setMarked(NOTHING);
    void refreshDatabase(client);
  };
  if (rows.isLoadingError || (rows.error && !isAway(rows.error))) {
    return (
      <RowsFailed error={rows.error} retry={() => void rows.refetch()}>
        {sort.length > 0 ? <Button onClick={() => onSort([])}>Take the sort away</Button> : null}
      </RowsFailed>
    );
  }
  const markable = page !== undefined && page.rowKey.kind !== "none";
  const markedRows = page?.rows.filter((_, index) => marked.has(index)) ?? [];
  const edited = editing === null ? undefined : page?.rows[editing];
  return (
    <>
      <DataGrid
        label={`Rows of ${details.name}`}
        className="min-h-0 flex-1"
        columns={columns}
        rows={page?.rows.map((row) => row.cells) ?? []}
        sort={sort}
        onSort={(column) => onSort(nextSort(sort, column))}
        {...(markable ? { marked, onMark: setMarked } : {})}
        onOpen={(place, anchor) => setCell({ place, anchor })}
        empty={
          page === undefined ? (
            <ReadingRows
              reading={rows.isFetching}
              chosen={sort.length > 0 || filters.length > 0}
              onStop={stop}
              onAgain={() => void rows.refetch()}
            />
          ) : (
            <NoRows
              details={details}
              filtered={filters.length > 0}
              onInsert={() => onInsert(true)}
            />
          )
        }
      />
      <RowsFooter
        page={page}
        busy={rows.isFetching}
        onStop={stop}
        count={count.data}
        selection={selection}
        marked={marked.size}
        onStep={(step) => {
          setMarked(NOTHING);
          go(step);
        }}
        onRefresh={changed}
      >
        {marked.size === 1 ? (
          <Button size="small" icon="pencil" onClick={() => setEditing([...marked][0] ?? null)}>
            Edit row
          </Button>
        ) : null}
        <DeleteRows
          table={selection}
          keys={markedRows.flatMap((row) => (row.key ? [row.key] : []))}
          onDone={changed}
        />
      </RowsFooter>
      {cell !== null && page !== undefined ? (
        <CellEditor
          details={details}
          page={page}
          {...cell}
          onClose={() => setCell(null)}
          onChanged={changed}
        />
      ) : null}
      {inserting ? (
        <RowForm details={details} onClose={() => onInsert(false)} onChanged={changed} />
      ) : null}
      {edited === undefined ? null : (
        <RowForm
          details={details}
          row={edited}
          onClose={() => setEditing(null)}
          onChanged={changed}
        />
      )}
    </>
  );
}

interface RowsFailedProps {
  readonly error: unknown;
  readonly retry: () => void;
  /** Another way out. */
  readonly children: ReactNode;
}

function RowsFailed({ children, ...failed }: RowsFailedProps) {
  return (
    <div className="flex min-h-0 flex-1 flex-col items-start gap-3 overflow-y-auto p-5">
      <Failed {...failed} />
      {children}
    </div>
  );
}

export function gridColumns({ columns }: TableDetails) {
  return columns.map(({ name, type, primaryKey }) => ({ name, type, key: primaryKey }));
}

/** A press sorts upwards, the next downwards, the third not at all. */
function nextSort(sort: readonly Sort[], column: string): readonly Sort[] {
  const now = sort.find((entry) => entry.column === column);
  if (now === undefined) return [{ column, ascending: true }];
  return now.ascending ? [{ column, ascending: false }] : [];
}

interface NoRowsProps {
  readonly details: TableDetails;
  readonly filtered: boolean;
  readonly onInsert: () => void;
}

function NoRows({ details, filtered, onInsert }: NoRowsProps) {
  const insertable = details.kind.endsWith("table") && !filtered;
  return (
    <div className="mx-auto max-w-lg p-6 text-sm">
      <Empty
        icon={filtered ? "filter" : "table"}
        title={filtered ? "No row passes the filters" : "No rows yet"}
        action={
          insertable ? (
            <Button icon="plus" onClick={onInsert}>
              Insert the first row
            </Button>
          ) : undefined
        }
      >
        {filtered
          ? "Take one of them away to see more."
          : "Rows that people add in your app show here, with their user ids."}
      </Empty>
    </div>
  );
}

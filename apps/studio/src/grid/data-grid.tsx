// Rows in a grid: only those in sight are in the document, columns can be made wider, cells are reached by keyboard (use-grid-keys).
// What a cell does when it is opened is the page's to say.
import {
  columnResizingFeature,
  columnSizingFeature,
  createColumnHelper,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ClipboardEvent, type ReactNode, useId, useMemo, useRef } from "react";
import type { Cell, Sort } from "../api/wire.ts";
import { textOf } from "./cell-text.tsx";
import { columnWidth, type GridColumn } from "./grid-column.ts";
import { GridHeader } from "./grid-header.tsx";
import { cellId, GridRow, MARK_WIDTH, ROW_HEIGHT, type RowHandlers } from "./grid-row.tsx";
import { type Place, useGridKeys } from "./use-grid-keys.ts";

export interface DataGridProps {
  readonly label: string;
  readonly columns: readonly GridColumn[];
  readonly rows: readonly (readonly Cell[])[];
  readonly sort?: readonly Sort[] | undefined;
  readonly onSort?: ((column: string) => void) | undefined;
  /** Which rows are marked, by their place; absent: none can be. */
  readonly marked?: ReadonlySet<number> | undefined;
  readonly onMark?: ((rows: ReadonlySet<number>) => void) | undefined;
  readonly onOpen?: ((place: Place, anchor: HTMLElement) => void) | undefined;
  /** A cell whose last edit was refused. */
  readonly fault?: Place | undefined;
  readonly className?: string;
  /** What stands in place of rows when there are none. */
  readonly empty: ReactNode;
}

export function DataGrid(props: DataGridProps) {
  const { columns, rows, marked, onMark } = props;
  const gridId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const table = useColumnWidths(columns);
  const headers = table.getHeaderGroups()[0]?.headers ?? [];
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const open = ({ row, column }: Place) => {
    const anchor = document.getElementById(cellId(gridId, row, column));
    if (anchor !== null) props.onOpen?.({ row, column }, anchor);
  };
  const openAt = (row: number, column: number) => open({ row, column });
  const point = (row: number, column: number) => setActive({ row, column });
  const mark = (row: number) => onMark?.(toggled(marked, row));
  const { active, setActive, onKeyDown } = useGridKeys({
    rows: rows.length,
    columns: columns.length,
    onOpen: open,
    onToggle: mark,
    onMove({ row, column }) {
      virtual.scrollToIndex(row);
      const cell = document.getElementById(cellId(gridId, row, column));
      cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
    },
  });
  const handlers = useRef<RowHandlers>({ mark, point, open: openAt });
  handlers.current = { mark, point, open: openAt };
  const width = table.getTotalSize() + (marked === undefined ? 0 : MARK_WIDTH);
  const widths = headers.map((header) => header.getSize()).join(",");

  function copy(event: ClipboardEvent): void {
    if (active === null || getSelection()?.type === "Range") return;
    event.clipboardData.setData("text/plain", textOf(rows[active.row]?.[active.column]));
    event.preventDefault();
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a grid of divs, because only rows in sight are there
    <div
      ref={scroller}
      role="grid"
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={
        active === null ? undefined : cellId(gridId, active.row, active.column)
      }
      tabIndex={0}
      onKeyDown={onKeyDown}
      onCopy={copy}
      className={`relative overflow-auto bg-surface text-[0.8125rem] focus-visible:-outline-offset-2 ${props.className ?? ""}`}
    >
      <GridHeader
        headers={headers}
        columns={columns}
        width={width}
        sort={props.sort}
        onSort={props.onSort}
        marks={
          onMark && {
            all: rows.length > 0 && marked?.size === rows.length,
            onAll: (all) => onMark(new Set(all ? rows.keys() : [])),
          }
        }
      />
      {rows.length === 0 ? (
        <NoRows>{props.empty}</NoRows>
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: as above
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize(), width }}>
          {virtual.getVirtualItems().map(({ index, start }) => (
            <GridRow
              key={index}
              gridId={gridId}
              index={index}
              top={start}
              cells={rows[index] ?? []}
              columns={columns}
              widths={widths}
              activeColumn={active?.row === index ? active.column : undefined}
              faultyColumn={props.fault?.row === index ? props.fault.column : undefined}
              marked={marked?.has(index)}
              handlers={handlers}
            />
          ))}
        </div>
      )}
    </div>
  );
}

function NoRows({ children }: { readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: as above; no cell to move to
    <div role="row" className="sticky left-0 w-full">
      {/* biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: as above */}
      <div role="gridcell">{children}</div>
    </div>
  );
}

const features = tableFeatures({ columnSizingFeature, columnResizingFeature });
const helper = createColumnHelper<typeof features, readonly Cell[]>();
const NO_DATA: readonly Cell[][] = [];

/** The table's model holds the columns and their widths; the rows are drawn from the page's own answer. */
function useColumnWidths(columns: readonly GridColumn[]) {
  const definitions = useMemo(
    () =>
      helper.columns(
        columns.map(({ type }, index) =>
          helper.display({ id: String(index), size: columnWidth(type), minSize: 64, maxSize: 900 }),
        ),
      ),
    [columns],
  );
  return useTable({ features, columns: definitions, data: NO_DATA, columnResizeMode: "onChange" });
}

function toggled(marked: ReadonlySet<number> | undefined, row: number): ReadonlySet<number> {
  const next = new Set(marked);
  if (!next.delete(row)) next.add(row);
  return next;
}

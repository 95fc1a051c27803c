// One row of a grid in its place.
import { memo } from "react";
import type { Cell } from "../api/wire.ts";
import { CellText } from "./cell-text.tsx";
import { type GridColumn, isNumeric } from "./grid-column.ts";

export interface GridRowProps {
  /** Of the grid: cells are found by it. */
  readonly gridId: string;
  readonly index: number;
  readonly top: number;
  readonly cells: readonly Cell[];
  readonly columns: readonly GridColumn[];
  /** Of each column, in pixels, parted by commas: one text, so that an unchanged row is not drawn again. */
  readonly widths: string;
  readonly activeColumn: number | undefined;
  readonly faultyColumn: number | undefined;
  /** Absent: rows can't be marked. */
  readonly marked: boolean | undefined;
  /** The same object from drawing to drawing, so that an unchanged row is not drawn again. */
  readonly handlers: { readonly current: RowHandlers };
}

export interface RowHandlers {
  readonly mark: (index: number) => void;
  readonly point: (index: number, column: number) => void;
  readonly open: (index: number, column: number) => void;
}

export const ROW_HEIGHT = 34;
export const MARK_WIDTH = 42;

export function cellId(gridId: string, row: number, column: number): string {
  return `${gridId}-${row}-${column}`;
}

export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { index, marked } = props;
  const widths = props.widths.split(",");
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: a grid of divs, because only rows in sight are there; the grid has the focus
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={marked}
      className="group absolute left-0 top-0 flex border-b border-line aria-selected:bg-accent-soft"
      style={{ transform: `translateY(${props.top}px)`, height: ROW_HEIGHT }}
    >
      {marked === undefined ? null : (
        // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: as above
        <div
          role="gridcell"
          className="sticky left-0 z-[1] grid shrink-0 place-items-center border-r border-line bg-surface group-aria-selected:bg-accent-soft"
          style={{ width: MARK_WIDTH }}
        >
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={`Mark row ${index + 1}`}
            checked={marked}
            onChange={() => props.handlers.current.mark(index)}
            className="size-4 accent-accent"
          />
        </div>
      )}
      {props.columns.map((column, at) => (
        // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: keys are the grid's (use-grid-keys)
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: a result may have two columns of one name
          key={at}
          id={cellId(props.gridId, index, at)}
          role="gridcell"
          aria-colindex={at + 1}
          aria-invalid={props.faultyColumn === at || undefined}
          onClick={() => props.handlers.current.point(index, at)}
          onDoubleClick={() => props.handlers.current.open(index, at)}
          className={`shrink-0 overflow-hidden border-r border-line px-2.5 leading-[34px] text-ellipsis whitespace-pre font-mono text-[0.8rem] aria-invalid:bg-danger-soft ${
            isNumeric(column.type) ? "text-right" : ""
          } ${props.activeColumn === at ? "outline-2 -outline-offset-2 outline-accent" : ""}`}
          style={{ width: Number(widths[at]) }}
        >
          <CellText cell={props.cells[at]} />
        </div>
      ))}
    </div>
  );
});

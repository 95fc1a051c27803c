// The heads of a grid's columns: name and type, the order that they give, and the edge that makes them wider.
import type { Sort } from "../api/wire.ts";
import { Icon } from "../ui/icon.tsx";
import type { GridColumn } from "./grid-column.ts";

interface HeaderCell {
  readonly id: string;
  getSize(): number;
  getResizeHandler(): (event: unknown) => void;
}

export interface GridHeaderProps {
  readonly headers: readonly HeaderCell[];
  readonly columns: readonly GridColumn[];
  readonly width: number;
  readonly sort?: readonly Sort[] | undefined;
  readonly onSort?: ((column: string) => void) | undefined;
  readonly marks?: { readonly all: boolean; readonly onAll: (all: boolean) => void } | undefined;
}

export function GridHeader({ headers, columns, width, sort = [], onSort, marks }: GridHeaderProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: a virtual grid has no table element
    <div
      role="row"
      aria-rowindex={1}
      className="sticky top-0 z-10 flex border-b border-line bg-sunken"
      style={{ width, minWidth: "100%" }}
    >
      {marks === undefined ? null : (
        // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: as above
        <div
          role="columnheader"
          className="sticky left-0 z-[1] grid w-[42px] shrink-0 place-items-center border-r border-line bg-sunken"
        >
          <input
            type="checkbox"
            aria-label="Mark all rows of this page"
            checked={marks.all}
            onChange={(event) => marks.onAll(event.target.checked)}
            className="size-4 accent-accent"
          />
        </div>
      )}
      {headers.map((header, index) => {
        const column = columns[index];
        if (column === undefined) return null;
        const order = sort.find((entry) => entry.column === column.name);
        return (
          // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: as above
          <div
            key={header.id}
            role="columnheader"
            aria-colindex={index + 1}
            aria-sort={
              order === undefined ? undefined : order.ascending ? "ascending" : "descending"
            }
            className="relative shrink-0 border-r border-line"
            style={{ width: header.getSize() }}
          >
            <HeaderName column={column} order={order} onSort={onSort} />
            {/* Dragging is a help for the eye alone: every cell can be opened in full. */}
            <div
              aria-hidden="true"
              onMouseDown={header.getResizeHandler()}
              onTouchStart={header.getResizeHandler()}
              className="absolute inset-y-0 right-[-3px] z-10 w-1.5 cursor-col-resize touch-none hover:bg-accent/40"
            />
          </div>
        );
      })}
    </div>
  );
}

interface HeaderNameProps {
  readonly column: GridColumn;
  readonly order: Sort | undefined;
  readonly onSort: ((column: string) => void) | undefined;
}

function HeaderName({ column, order, onSort }: HeaderNameProps) {
  const name = (
    <>
      <span className="flex w-full min-w-0 items-center gap-1">
        {column.key ? <Icon name="key" size={13} className="text-brass" /> : null}
        <span className="truncate font-medium">
          {column.name}
          {column.key ? <span className="sr-only"> (primary key)</span> : null}
        </span>
        {order === undefined ? null : (
          <span aria-hidden="true" className="ml-auto text-accent">
            {order.ascending ? "↑" : "↓"}
          </span>
        )}
      </span>
      <span className="block w-full truncate font-mono text-2xs leading-tight text-faint">
        {column.type}
      </span>
    </>
  );
  const look = "flex h-11 w-full flex-col items-start justify-center px-2.5 text-left";
  if (onSort === undefined) return <div className={look}>{name}</div>;
  return (
    <button
      type="button"
      title={`Sort by ${column.name}`}
      onClick={() => onSort(column.name)}
      className={`${look} hover:bg-line/50 focus-visible:-outline-offset-2`}
    >
      {name}
    </button>
  );
}

// Under the rows: how many there are, the way through the pages, and how rows are told apart where that is to be known.
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { countQuery } from "../../api/queries.ts";
import type { RowCount, RowsPage } from "../../api/wire.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { StopReading } from "./reading-rows.tsx";
import type { PageStep } from "./row-position.ts";
import type { Selection } from "./use-row-pages.ts";

export interface RowsFooterProps {
  readonly page: RowsPage | undefined;
  readonly busy: boolean;
  readonly onStop: () => void;
  readonly count: RowCount | undefined;
  readonly selection: Selection;
  readonly marked: number;
  readonly onStep: (step: PageStep) => void;
  readonly onRefresh: () => void;
  /** What can be done with marked rows. */
  readonly children: ReactNode;
}

export function RowsFooter(props: RowsFooterProps) {
  const { page, busy, marked, onStep } = props;
  const byKey = page?.rowKey.kind !== "none";
  return (
    <footer className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-2 border-t border-line bg-surface px-4 py-2 text-[0.8125rem] text-muted">
      <div className="flex items-center gap-0.5">
        <IconButton
          icon="first"
          label="First page"
          disabled={!page?.hasPrevious}
          onClick={() => onStep("first")}
        />
        <IconButton
          icon="chevronLeft"
          label="Previous page"
          disabled={!page?.hasPrevious}
          onClick={() => onStep("previous")}
        />
        <IconButton
          icon="chevronRight"
          label="Next page"
          disabled={!page?.hasNext}
          onClick={() => onStep("next")}
        />
        <IconButton
          icon="last"
          label="Last page"
          disabled={!page?.hasNext || !byKey}
          onClick={() => onStep("last")}
        />
        <IconButton
          icon="refresh"
          label="Read the rows again"
          busy={busy}
          onClick={props.onRefresh}
        />
      </div>
      {page === undefined ? null : <StopReading reading={busy} onStop={props.onStop} />}
      <p role="status">
        {page === undefined ? "…" : `${page.rows.length} shown`}
        {page === undefined ? (
          ""
        ) : (
          <span className="text-faint"> in {Math.round(page.milliseconds)} ms</span>
        )}
      </p>
      <Count count={props.count} selection={props.selection} />
      {page?.rowKey.kind === "ctid" ? (
        <p>No primary key: rows are told apart by their place (ctid).</p>
      ) : null}
      {page?.rowKey.kind === "none" ? (
        <p>Rows can't be told apart here, so they can't be edited.</p>
      ) : null}
      {marked > 0 ? (
        <div className="ml-auto flex items-center gap-2">
          <span>{marked} marked</span>
          {props.children}
        </div>
      ) : null}
    </footer>
  );
}

const NUMBER = new Intl.NumberFormat();

function Count({ count, selection }: Pick<RowsFooterProps, "count" | "selection">) {
  const [asked, setAsked] = useState(false);
  const exact = useQuery({
    ...countQuery({
      schema: selection.schema,
      table: selection.table,
      filters: selection.filters,
      exact: true,
    }),
    enabled: asked,
  });
  if (count === undefined) return null;
  const known = exact.data ?? count;
  if (known.exact) {
    return (
      <p>
        {NUMBER.format(known.count)} {known.count === 1 ? "row" : "rows"} in all
      </p>
    );
  }
  return (
    <p className="flex items-center gap-1.5">
      about {NUMBER.format(known.count)} rows
      <Button size="small" variant="quiet" busy={exact.isFetching} onClick={() => setAsked(true)}>
        Count them
      </Button>
    </p>
  );
}

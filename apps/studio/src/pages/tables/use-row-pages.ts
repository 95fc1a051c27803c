// The way through a table's rows: which page is shown, and how one gets to the next. By key where rows have one, else by offset.
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { rowsQuery } from "../../api/queries.ts";
import type { Cursor, Filter, RowsPage, Sort } from "../../api/wire.ts";

/** Which rows of which table, in which order. */
export interface Selection {
  readonly schema: string;
  readonly table: string;
  readonly filters: Filter[];
  readonly sort: Sort[];
}

export type PageStep = "first" | "previous" | "next" | "last";

interface Position {
  readonly cursor?: Cursor | undefined;
  readonly offset: number;
  readonly last: boolean;
}

const PAGE_SIZE = 100;
const FIRST: Position = { offset: 0, last: false };

export function useRowPages(selection: Selection) {
  const [position, setPosition] = useState<Position>(FIRST);
  const client = useQueryClient();
  const query = rowsQuery({ ...selection, ...position, limit: PAGE_SIZE });
  const rows = useQuery({ ...query, placeholderData: keepPreviousData });
  const page = rows.data;
  const go = (step: PageStep) => {
    if (page !== undefined) setPosition((now) => positionAfter(now, { step, page }));
  };
  /** Gives up what is under way; the server ends it, too. */
  const stop = () => void client.cancelQueries({ queryKey: query.queryKey });
  return { rows, page, go, stop };
}

interface Stepped {
  readonly step: PageStep;
  readonly page: RowsPage;
}

function positionAfter(now: Position, { step, page }: Stepped): Position {
  if (page.rowKey.kind === "none") return { offset: offsetAfter(now.offset, step), last: false };
  switch (step) {
    case "first":
      return FIRST;
    case "last":
      return { offset: 0, last: true };
    case "next":
      return beside(page.rows.at(-1)?.cursor, "after");
    case "previous":
      return beside(page.rows[0]?.cursor, "before");
  }
}

function offsetAfter(offset: number, step: PageStep): number {
  if (step === "next") return offset + PAGE_SIZE;
  return step === "previous" ? Math.max(0, offset - PAGE_SIZE) : 0;
}

function beside(
  values: readonly (string | null)[] | null | undefined,
  direction: Cursor["direction"],
): Position {
  if (values === null || values === undefined) return FIRST;
  return { cursor: { direction, values: [...values] }, offset: 0, last: false };
}

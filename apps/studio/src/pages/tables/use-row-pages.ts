// The way through a table's rows: the page that is shown, and the steps to others.
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { rowsQuery } from "../../api/queries.ts";
import type { Filter, Sort } from "../../api/wire.ts";
import { FIRST, PAGE_SIZE, type PageStep, type Position, positionAfter } from "./row-position.ts";

/** Which rows of which table, in which order. */
export interface Selection {
  readonly schema: string;
  readonly table: string;
  readonly filters: Filter[];
  readonly sort: Sort[];
}

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

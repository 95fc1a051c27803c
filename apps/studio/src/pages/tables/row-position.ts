// Where one is in a table's rows, and where a step leads: by key where rows have one, else by offset.
import type { Cursor, RowsPage } from "../../api/wire.ts";

export type PageStep = "first" | "previous" | "next" | "last";

export interface Position {
  readonly cursor?: Cursor | undefined;
  readonly offset: number;
  readonly last: boolean;
}

export const PAGE_SIZE = 100;
export const FIRST: Position = { offset: 0, last: false };

interface Stepped {
  readonly step: PageStep;
  /** The page that is shown. */
  readonly page: Pick<RowsPage, "rowKey" | "rows">;
}

export function positionAfter(now: Position, { step, page }: Stepped): Position {
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

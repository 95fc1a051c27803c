// Content-Range and the status that goes with it: which of how many rows an answer holds.
import { type DataApiError, failure } from "../errors.ts";
import type { Outcome } from "../execute/outcome.ts";
import type { RowRange } from "../request/row-range.ts";

export function contentRange(from: bigint, to: bigint, total: bigint | undefined): string {
  const range = total !== 0n && from <= to ? `${from}-${to}` : "*";
  return `${range}/${total ?? "*"}`;
}

export interface RangeAnswer {
  readonly status: 200 | 206 | 416;
  readonly contentRange: string;
  /** Why there is nothing, when the range starts behind the last row. */
  readonly refusal: DataApiError | undefined;
}

export function answerRange(range: RowRange, { rows, total }: Outcome): RangeAnswer {
  const answer = contentRange(range.from, range.from + rows - 1n, total);
  if (total !== undefined && range.from > total) {
    const refusal = failure(
      "range",
      `An offset of ${range.from} was requested, but there are only ${total} rows.`,
    );
    return { status: 416, contentRange: answer, refusal };
  }
  const partial = total !== undefined && rows < total;
  return { status: partial ? 206 : 200, contentRange: answer, refusal: undefined };
}

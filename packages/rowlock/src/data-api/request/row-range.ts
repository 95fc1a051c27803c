// Ranges of rows, from limit and offset and from the Range header (RFC 9110, with the unit "items").
// Whole numbers of any size: PostgreSQL, not we, says when one is too large.

export interface RowRange {
  readonly from: bigint;
  /** The last row; undefined: no end. */
  readonly to: bigint | undefined;
}

export const ALL_ROWS: RowRange = Object.freeze({ from: 0n, to: undefined });

/** What `limit=0` asks for: no rows, which is no error. */
export const NO_ROWS: RowRange = Object.freeze({ from: 0n, to: -1n });

export function isEmpty(range: RowRange): boolean {
  return range.to !== undefined && range.to < range.from;
}

export function isAll(range: RowRange): boolean {
  return range.from === 0n && range.to === undefined;
}

export function asksNoRows(range: RowRange): boolean {
  return range.to === -1n;
}

export function limitOf(range: RowRange): bigint | undefined {
  return range.to === undefined ? undefined : range.to - range.from + 1n;
}

export function intersect(a: RowRange, b: RowRange): RowRange {
  const later = a.from < b.from ? b : a;
  if (a.to === undefined || b.to === undefined) return { from: later.from, to: a.to ?? b.to };
  const shorter = a.to < b.to ? a : b;
  return { from: later.from, to: shorter.to };
}

/** At most `limit` rows from where the range starts. */
export function restrict(range: RowRange, limit: number | undefined): RowRange {
  if (limit === undefined || asksNoRows(range)) return range;
  return intersect(range, { from: range.from, to: range.from + BigInt(limit) - 1n });
}

function wholeNumber(text: string | undefined): bigint | undefined {
  return text !== undefined && /^\s*-?\d+\s*$/.test(text) ? BigInt(text.trim()) : undefined;
}

/** The range of a limit and an offset parameter; what is no number counts as absent. */
export function rangeOfParameters(limit: string | undefined, offset: string | undefined): RowRange {
  const most = wholeNumber(limit);
  const limited = most === undefined ? ALL_ROWS : intersect(ALL_ROWS, { from: 0n, to: most - 1n });
  if (offset === undefined) return limited;
  const start = wholeNumber(offset) ?? 0n;
  if (limit === undefined) return { from: start, to: undefined };
  return { from: start, to: start + (limitOf(limited) ?? 0n) - 1n };
}

/** The range of a Range header, `0-24` or `10-`; anything else is no range. */
export function rangeOfHeader(header: string | undefined): RowRange {
  const found = header === undefined ? null : /^([0-9]+)-([0-9]*)$/.exec(header);
  if (found === null) return ALL_ROWS;
  return { from: BigInt(found[1] ?? 0), to: wholeNumber(found[2]) };
}

// A column of a grid, and how it looks by its type.

export interface GridColumn {
  readonly name: string;
  readonly type: string;
  /** Part of the primary key. */
  readonly key?: boolean;
}

const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/^bool/, 96],
  [/^(smallint|integer|bigint|oid|real|double|numeric)/, 128],
  [/^uuid$/, 300],
  [/^timestamp|^time /, 250],
  [/^date$/, 120],
  [/^json|\[\]$/, 260],
];

/** How wide it begins, in pixels. */
export function columnWidth(type: string): number {
  return WIDTHS.find(([pattern]) => pattern.test(type))?.[1] ?? 270;
}

/** Numbers stand at the right. */
export function isNumeric(type: string): boolean {
  return /^(smallint|integer|bigint|oid|real|double precision|numeric)/.test(type);
}

// Rows of one catalog query, gathered under the relation that each belongs to.

/** Keeps the order of the rows within each group. */
export function groupBy<Row, Value>(
  rows: readonly Row[],
  entryOf: (row: Row) => readonly [key: string, value: Value],
): ReadonlyMap<string, readonly Value[]> {
  const groups = new Map<string, Value[]>();
  for (const row of rows) {
    const [key, value] = entryOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

// Rows as lines of a terminal, in columns as wide as their widest entry.

export function renderColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const printed = rows.map((row) => row.map(printable));
  const widths = (printed[0] ?? []).map((_, column) =>
    Math.max(...printed.map((row) => row[column]?.length ?? 0)),
  );
  return printed.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** `2026-01-31 09:30Z` */
export function minuteOf(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace("T", " ")}Z`;
}

// Names are chosen by people and addresses by files: what steers a terminal is not written to one.
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, "�");
}

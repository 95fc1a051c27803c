// A result as CSV (RFC 4180): NULL is nothing, an empty text is a pair of quotes.
import type { Cell, StatementResult } from "../../api/wire.ts";

export function toCsv({ columns, rows }: StatementResult): string {
  const lines = [
    columns.map((column) => quoted(column.name)),
    ...rows.map((row) => row.map(field)),
  ];
  return lines.map((line) => line.join(",")).join("\r\n");
}

function field(cell: Cell): string {
  if (cell === null) return "";
  return quoted(typeof cell === "string" ? cell : cell.cut);
}

function quoted(text: string): string {
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

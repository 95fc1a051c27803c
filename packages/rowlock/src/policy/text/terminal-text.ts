// What every report for a terminal is written with.

export type Style = (
  format: "bold" | "dim" | "red" | "yellow" | "cyan" | "green",
  text: string,
) => string;

/** "1 table", "2 tables". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

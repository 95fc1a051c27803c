// The self-check as lines of text: a row per table, a column per actor.
import type { Sight, TableCheck } from "./self-check.ts";

export function renderSelfCheck(checks: readonly TableCheck[]): readonly string[] {
  const actors = Object.keys(checks[0]?.sights ?? {});
  const rows = [
    ["", ...actors],
    ...checks.map(({ table, sights }) => [
      table,
      ...actors.map((actor) => describe(sights[actor])),
    ]),
  ];
  const widths = ["", ...actors].map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function describe(sight: Sight | undefined): string {
  if (sight === undefined) return "";
  switch (sight.kind) {
    case "rows":
      return sight.count === 1 ? "1 row" : `${sight.count} rows`;
    case "refused":
      return `${sight.status} ${sight.code}`;
  }
}

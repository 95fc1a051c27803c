// What the identity service bears, as a table.
import type { Sample } from "../measure.ts";

export interface IdentityCell extends Sample {
  readonly what: string;
  /** How many began in a second. */
  readonly asked: number;
}

export interface IdentityRun {
  readonly machine: string;
  readonly seconds: number;
}

export function renderIdentity(
  cells: readonly IdentityCell[],
  { machine, seconds }: IdentityRun,
): string {
  const foreign = cells.map((cell) => cell.foreign.toFixed(2)).join(" and ");
  return [
    "# What the identity service bears",
    "",
    "Written by `npm run bench:identity`; [docs/bench.md](../../docs/bench.md) says how it measures.",
    "",
    `- ${machine}`,
    `- ${seconds} s each; server, database and load generator share the processors, of which other programs took ${foreign}`,
    "",
    "| what | begun a second | done a second | errors | p50, ms | p99, ms | processor, ms: server | database |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...cells.map((cell) => `| ${columnsOf(cell).join(" | ")} |`),
    "",
  ].join("\n");
}

function columnsOf({ what, asked, rate, errors, ...cell }: IdentityCell): readonly string[] {
  return [
    what,
    String(asked),
    rate.toFixed(1),
    String(errors),
    cell.p50.toFixed(1),
    cell.p99.toFixed(1),
    (cell.serverCpu / 1000).toFixed(2),
    (cell.databaseCpu / 1000).toFixed(2),
  ];
}

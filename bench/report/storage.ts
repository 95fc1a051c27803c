// Downloads and large files, as tables.
import type { Sample } from "../measure.ts";
import type { Growth } from "../resident-memory.ts";

export interface StorageCell {
  readonly size: string;
  readonly what: string;
  readonly median: Sample;
  readonly range: readonly [least: number, greatest: number];
}

export interface StorageRun {
  readonly transfers: { readonly up: Growth; readonly down: Growth };
  readonly bytes: number;
  readonly machine: string;
  /** Of the machine, over a minute. */
  readonly load: { readonly before: number; readonly after: number };
  readonly seconds: number;
  readonly rounds: number;
  readonly connections: number;
}

/** Of the bare server's requests a second. */
const BARS: Readonly<Record<string, string>> = { "1 MB, public": "at least 0.50" };

export function renderStorage(cells: readonly StorageCell[], run: StorageRun): string {
  const { machine, load, rounds, seconds, connections } = run;
  const foreign = cells.map(({ median }) => median.foreign);
  return [
    "# What a file costs",
    "",
    "Written by `npm run bench:storage`; [docs/bench.md](../../docs/bench.md) says how it measures.",
    "",
    `- ${machine}`,
    `- medians of ${rounds} rounds of ${seconds} s in turn, ${connections} connections; server, database and load generator share the processors, of which other programs took up to ${Math.max(...foreign).toFixed(2)}`,
    `- the machine's load before it began: ${load.before.toFixed(2)}; at the end, the bench's own in it: ${load.after.toFixed(2)}`,
    "",
    "| file | way | requests/s | least to greatest | / bare server | bar | p50 ms | p99 ms | server µs | database µs | processor time / bare server | wrong answers |",
    "| --- | --- | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...cells.map((cell) => `| ${columnsOf(cell, cells).join(" | ")} |`),
    "",
    ...transferLines(run),
    "",
  ].join("\n");
}

function columnsOf(cell: StorageCell, cells: readonly StorageCell[]): readonly string[] {
  const { size, what, median, range } = cell;
  const bare = cells.find((other) => other.size === size)?.median ?? median;
  return [
    size,
    what,
    round(median.rate),
    range.map(round).join(" to "),
    (median.rate / bare.rate).toFixed(2),
    BARS[`${size}, ${what}`] ?? "",
    median.p50.toFixed(2),
    median.p99.toFixed(2),
    round(median.serverCpu),
    round(median.databaseCpu),
    (costOf(median) / costOf(bare)).toFixed(2),
    String(median.errors),
  ];
}

function costOf({ serverCpu, databaseCpu }: Sample): number {
  return serverCpu + databaseCpu;
}

function transferLines({ transfers, bytes }: StorageRun): readonly string[] {
  const line = (what: string, { before, most }: Growth) =>
    `| ${what} | ${before.toFixed(0)} | ${most.toFixed(0)} | ${(most - before).toFixed(0)} | under 60 |`;
  return [
    `One file of ${(bytes / 1e9).toFixed(1)} GB, decided by RLS; what the process holds, in MB:`,
    "",
    "| | before | at the most | more | bar |",
    "| --- | ---: | ---: | ---: | --- |",
    line("upload", transfers.up),
    line("download", transfers.down),
  ];
}

function round(value: number): string {
  return Number.isNaN(value) ? "" : Math.round(value).toLocaleString("en");
}

// A run as tables: one for each request, and the ratios that the project has set itself.
import type { BenchResult, Cell } from "../results.ts";
import { ratiosOf } from "./ratios.ts";

export function renderMarkdown(result: BenchResult): string {
  return [
    "# What a request costs",
    "",
    "Written by `npm run bench`; [docs/bench.md](../../docs/bench.md) says how it measures.",
    "",
    "![Requests a second and processor time a request](latest.svg)",
    "",
    ...aboutLines(result),
    "",
    ...groups(result.cells).flatMap((cells) => [...tableOf(cells, result), ""]),
    "## Ratios",
    "",
    ...ratioLines(result),
    "",
  ].join("\n");
}

function aboutLines({ machine, seconds, rounds, absent, cells }: BenchResult): readonly string[] {
  const { processor, cores, node, postgresql } = machine;
  const spreads = cells.map(
    ({ range: [least, greatest], median }) => (greatest - least) / median.rate,
  );
  const foreign = cells.map(({ median }) => median.foreign);
  return [
    `- ${processor}, ${cores} processors; Node ${node}; PostgreSQL ${postgresql}`,
    `- medians of ${rounds} rounds of ${seconds} s, the servers in turn; server, database and load generator share the processors`,
    `- how noisy it was: rounds differ by ${percent(middle(spreads))} in the middle and ${percent(Math.max(...spreads))} at most (greatest less least, over the median); other programs took ${middle(foreign).toFixed(2)} processors in the middle and ${Math.max(...foreign).toFixed(2)} at most`,
    ...absent.map((reason) => `- not here: ${reason}`),
  ];
}

function groups(cells: readonly Cell[]): readonly (readonly Cell[])[] {
  const byKey = new Map<string, Cell[]>();
  for (const cell of cells) {
    const key = `${cell.request} ${cell.algorithm} ${cell.connections}`;
    byKey.set(key, [...(byKey.get(key) ?? []), cell]);
  }
  return [...byKey.values()];
}

function tableOf(cells: readonly Cell[], { subjects }: BenchResult): readonly string[] {
  const [first] = cells;
  if (first === undefined) return [];
  return [
    `## ${first.title}, ${first.algorithm}, ${first.connections} connections`,
    "",
    "| | requests/s | least to greatest | p50 ms | p99 ms | server µs | database µs | wrong answers |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...cells.map(({ subject, median, range }) => {
      const title = subjects.find(({ name }) => name === subject)?.title ?? subject;
      const figures = [
        round(median.rate),
        range.map(round).join(" to "),
        median.p50.toFixed(2),
        median.p99.toFixed(2),
        round(median.serverCpu),
        round(median.databaseCpu),
        String(median.errors),
      ];
      return `| ${title} | ${figures.join(" | ")} |`;
    }),
  ];
}

function ratioLines(result: BenchResult): readonly string[] {
  const lines = ratiosOf(result).map(
    ({ where, what, value, bar }) => `| ${where} | ${what} | ${value.toFixed(2)} | ${bar ?? ""} |`,
  );
  return ["| where | what | ratio | bar |", "| --- | --- | ---: | --- |", ...lines];
}

function round(value: number): string {
  return Number.isNaN(value) ? "" : Math.round(value).toLocaleString("en");
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

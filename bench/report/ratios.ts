// Rowlock against the others, with the bar that the project has set itself where it has set one.
import type { BenchResult, Cell } from "../results.ts";

export interface Ratio {
  readonly where: string;
  readonly what: string;
  readonly value: number;
  readonly bar: string | undefined;
}

export function ratiosOf({ cells }: BenchResult): readonly Ratio[] {
  return cells
    .filter(({ subject }) => subject === "rowlock")
    .flatMap((own) => ratiosOfCell(own, cells));
}

function ratiosOfCell(own: Cell, cells: readonly Cell[]): readonly Ratio[] {
  const where = `${own.title}, ${own.algorithm}, ${own.connections}`;
  const other = (subject: string) =>
    cells.find(
      (cell) =>
        cell.subject === subject &&
        cell.request === own.request &&
        cell.algorithm === own.algorithm &&
        cell.connections === own.connections,
    )?.median;
  const ratios: Ratio[] = [];
  const add = (what: string, value: number, bar?: string) => {
    ratios.push({ where, what, value, bar });
  };
  const isList = own.request === "list";
  const [fixed, lite, postgrest] = ["fixed-sql", "lite", "postgrest"].map(other);
  if (fixed !== undefined) {
    add(
      "processor time of server and database / fixed SQL",
      total(own.median) / total(fixed),
      isList ? "at most 1.4" : undefined,
    );
    add(
      "processor time of the server alone / fixed SQL",
      own.median.serverCpu / fixed.serverCpu,
      isList ? "at most 1.4" : undefined,
    );
  }
  if (lite !== undefined)
    add(
      "requests/s / @supabase/lite",
      own.median.rate / lite.rate,
      isList ? "more than 10" : undefined,
    );
  if (postgrest !== undefined) {
    add(
      "requests/s / PostgREST",
      own.median.rate / postgrest.rate,
      isList ? "more than 2" : undefined,
    );
    add("p99 / PostgREST", own.median.p99 / postgrest.p99, isList ? "at most 1.5" : undefined);
  }
  return ratios;
}

function total({ serverCpu, databaseCpu }: Cell["median"]): number {
  return serverCpu + databaseCpu;
}

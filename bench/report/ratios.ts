// Rowlock against the others, with the bar that the project has set itself where it has set one.
import type { BenchResult, Cell } from "../results.ts";

export interface Ratio {
  readonly where: string;
  readonly what: string;
  readonly value: number;
  readonly bar: string | undefined;
}

/** Of PostgREST's processor time, by the name of the request. */
const POSTGREST_BARS: Readonly<Record<string, string>> = {
  list: "0.40",
  page: "0.45",
  embed: "0.55",
  insert: "0.40",
  rpc: "0.60",
};

/** Processor time is that of server and database together, unless it says otherwise. */
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
  const [fixed, driver, lite, postgrest] = ["fixed-sql", "driver", "lite", "postgrest"].map(other);
  if (fixed !== undefined) {
    add("processor time / fixed SQL", total(own.median) / total(fixed), "at most 1.25");
    add("processor time of the server alone / fixed SQL", own.median.serverCpu / fixed.serverCpu);
  }
  if (driver !== undefined) add("processor time / bare driver", total(own.median) / total(driver));
  if (lite !== undefined)
    add(
      "requests/s / @supabase/lite",
      own.median.rate / lite.rate,
      own.request === "list" ? "more than 10" : undefined,
    );
  if (postgrest !== undefined) {
    add(
      "processor time / PostgREST",
      total(own.median) / total(postgrest),
      `at most ${POSTGREST_BARS[own.request]}`,
    );
    add("requests/s / PostgREST", own.median.rate / postgrest.rate);
    add("p99 / PostgREST", own.median.p99 / postgrest.p99, "at most 1");
  }
  return ratios;
}

function total({ serverCpu, databaseCpu }: Cell["median"]): number {
  return serverCpu + databaseCpu;
}

// What a run found, as data: the report is made from it, and kept beside it.
import type { Sample } from "./measure.ts";
import type { Algorithm } from "./requests.ts";

export interface Cell {
  readonly request: string;
  readonly title: string;
  readonly algorithm: Algorithm;
  readonly connections: number;
  readonly subject: string;
  /** The median of the rounds, for each figure by itself. */
  readonly median: Sample;
  /** Least and greatest rate of the rounds. */
  readonly range: readonly [least: number, greatest: number];
}

export interface BenchResult {
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly node: string;
    readonly postgresql: string;
  };
  readonly seconds: number;
  readonly rounds: number;
  readonly subjects: readonly { readonly name: string; readonly title: string }[];
  /** Why something that might be here is not. */
  readonly absent: readonly string[];
  readonly cells: readonly Cell[];
}

export function summarize(samples: readonly Sample[]): Pick<Cell, "median" | "range"> {
  const of = (figure: keyof Sample) => median(samples.map((sample) => sample[figure]));
  const rates = samples.map(({ rate }) => rate);
  return {
    median: {
      rate: of("rate"),
      p50: of("p50"),
      p99: of("p99"),
      errors: samples.reduce((sum, { errors }) => sum + errors, 0),
      serverCpu: of("serverCpu"),
      databaseCpu: of("databaseCpu"),
      foreign: of("foreign"),
    },
    range: [Math.min(...rates), Math.max(...rates)],
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

// So many askers, each of which asks again as soon as it is answered, for a given time.

import { type LoadResult, summarizeLatencies } from "./load-result.ts";

export interface ClosedLoopOptions {
  readonly askers: number;
  readonly seconds: number;
  /** Asks once; gives the latency in milliseconds, or undefined for a wrong answer. */
  readonly ask: (asker: number, turn: number) => Promise<number | undefined>;
}

export async function runClosedLoop({
  askers,
  seconds,
  ask,
}: ClosedLoopOptions): Promise<LoadResult> {
  const latencies: number[] = [];
  let errors = 0;
  let turn = 0;
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;
  await Promise.all(
    Array.from({ length: askers }, async (_, asker) => {
      while (performance.now() < until) {
        turn += 1;
        const latency = await ask(asker, turn);
        if (latency === undefined) errors += 1;
        else latencies.push(latency);
      }
    }),
  );
  return summarizeLatencies(latencies, { errors, startedAt });
}

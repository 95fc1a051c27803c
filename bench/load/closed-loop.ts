// So many askers, each of which asks again as soon as it is answered, for a given time.

export interface LoadResult {
  readonly requests: number;
  /** Answers that were not what was expected. */
  readonly errors: number;
  readonly seconds: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

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
  const sorted = Float64Array.from(latencies).sort();
  return {
    requests: latencies.length,
    errors,
    seconds: (performance.now() - startedAt) / 1000,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
  };
}

function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

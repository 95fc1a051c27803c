// What a load came to.

export interface LoadResult {
  readonly requests: number;
  /** Answers that were not what was expected. */
  readonly errors: number;
  readonly seconds: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

export function summarizeLatencies(
  latencies: readonly number[],
  { errors, startedAt }: { readonly errors: number; readonly startedAt: number },
): LoadResult {
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

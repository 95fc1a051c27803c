// Work that begins at a given rate, whether what began before is done or not. A latency counts from the moment at which
// the work was due: time that it waited for the generator or for the server is in it.
import { setTimeout as sleep } from "node:timers/promises";
import { type LoadResult, summarizeLatencies } from "./load-result.ts";

export interface OpenLoopOptions {
  /** How many begin in a second. */
  readonly rate: number;
  readonly seconds: number;
  /** Does the work once; false or a rejection is an error. */
  readonly work: (turn: number) => Promise<boolean>;
}

export async function runOpenLoop({ rate, seconds, work }: OpenLoopOptions): Promise<LoadResult> {
  const total = Math.round(rate * seconds);
  const latencies: number[] = [];
  const begun: Promise<void>[] = [];
  let errors = 0;
  const startedAt = performance.now();

  async function begin(turn: number): Promise<void> {
    const dueAt = startedAt + (turn * 1000) / rate;
    const done = await work(turn).catch(() => false);
    if (done) latencies.push(performance.now() - dueAt);
    else errors += 1;
  }

  while (begun.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) * rate) / 1000) + 1);
    while (begun.length < due) begun.push(begin(begun.length));
    await sleep(1);
  }
  await Promise.all(begun);
  return summarizeLatencies(latencies, { errors, startedAt });
}

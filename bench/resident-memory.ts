// How much memory a process holds, as Linux says in /proc: the most of it while something is done.
import { readFileSync } from "node:fs";

/** Megabytes (10^6 bytes) of the process alone; NaN where there is no /proc. */
export function residentMegabytes(pid: number): number {
  try {
    const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1];
    return (Number(found) * 1024) / 1e6;
  } catch {
    return Number.NaN;
  }
}

export interface Growth {
  readonly before: number;
  readonly most: number;
}

const EVERY_MS = 25;

/** What a process held before, and at the most meanwhile. */
export async function growthDuring(pid: number, work: () => Promise<void>): Promise<Growth> {
  const before = residentMegabytes(pid);
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, residentMegabytes(pid));
  }, EVERY_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return { before, most: Math.max(most, residentMegabytes(pid)) };
}

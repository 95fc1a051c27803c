// How much processor time processes took, as Linux counts it in /proc: a process with all that it started.
import { readdirSync, readFileSync } from "node:fs";

/** Ticks of /proc in a second: 100 on every Linux that Node runs on. */
const TICKS = 100;

interface ProcessTimes {
  readonly parent: number;
  readonly ticks: number;
}

function readTimes(pid: string): ProcessTimes | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name before may hold anything, so fields are counted from its closing parenthesis.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // utime and stime, and those of children that have ended.
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
    return { parent: Number(fields[1]), ticks };
  } catch {
    return undefined;
  }
}

/**
 * Seconds that a process and all its descendants took so far; NaN where there is no /proc. `without` leaves one of them
 * out, with its own descendants: a database that the server has started.
 */
export function cpuSeconds(root: number, { without }: { readonly without?: number } = {}): number {
  const times = new Map<number, ProcessTimes>();
  for (const entry of readdirOrNothing("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const found = readTimes(entry);
    if (found !== undefined) times.set(Number(entry), found);
  }
  if (!times.has(root)) return Number.NaN;
  const belongs = (pid: number): boolean =>
    pid === root || (pid !== without && times.has(pid) && belongs(times.get(pid)?.parent ?? 0));
  let ticks = 0;
  for (const [pid, own] of times) if (belongs(pid)) ticks += own.ticks;
  return ticks / TICKS;
}

/** Seconds that all processors of the machine were busy so far; NaN where there is no /proc. */
export function machineBusySeconds(): number {
  try {
    const [line = ""] = readFileSync("/proc/stat", "latin1").split("\n", 1);
    const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = line
      .split(/\s+/)
      .slice(1)
      .map(Number);
    return (user + nice + system + irq + softirq) / TICKS;
  } catch {
    return Number.NaN;
  }
}

function readdirOrNothing(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

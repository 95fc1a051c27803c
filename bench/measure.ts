// One measurement: a load on a subject, with the processor time that everybody took meanwhile.
import { cpuSeconds, machineBusySeconds } from "./cpu-time.ts";
import type { LoadResult } from "./load/load-result.ts";

export interface Sample {
  /** Requests a second. */
  readonly rate: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly errors: number;
  /** Microseconds of processor time a request. */
  readonly serverCpu: number;
  readonly databaseCpu: number;
  /** How much of the machine's processors, of 1 each, others than the bench took. */
  readonly foreign: number;
}

export interface Measured {
  /** The process of the subject. */
  readonly subject: number;
  readonly database: number;
  /** Seconds that making the load took so far, where it is not the subject itself that makes it. */
  readonly load: (() => number) | undefined;
  readonly run: () => Promise<LoadResult>;
}

export async function measure({ subject, database, load, run }: Measured): Promise<Sample> {
  const read = () => ({
    subject: cpuSeconds(subject, { without: database }),
    database: cpuSeconds(database),
    load: load?.() ?? 0,
    machine: machineBusySeconds(),
  });
  const before = read();
  const result = await run();
  const after = read();
  const spent = (name: keyof typeof before) => after[name] - before[name];
  const perRequest = (seconds: number) => (seconds / result.requests) * 1e6;
  const own = spent("subject") + spent("database") + spent("load");
  return {
    rate: result.requests / result.seconds,
    p50: result.p50,
    p99: result.p99,
    errors: result.errors,
    serverCpu: perRequest(spent("subject")),
    databaseCpu: perRequest(spent("database")),
    foreign: Math.max(0, (spent("machine") - own) / result.seconds),
  };
}

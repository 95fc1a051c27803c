// Tells whether a process seen earlier is still the same one: pids are reused, start times are not.
import { readFile } from "node:fs/promises";
import { z } from "zod";

export const processIdentitySchema = z.object({
  pid: z.int().positive(),
  /** Clock ticks since boot at the process's start, where the system tells it. */
  start: z.string().nullable(),
});

export type ProcessIdentity = z.output<typeof processIdentitySchema>;

export async function identifyProcess(pid: number): Promise<ProcessIdentity> {
  return { pid, start: await startOf(pid) };
}

export async function isSameProcess({ pid, start }: ProcessIdentity): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const now = await startOf(pid);
  return now === null || start === null || now === start;
}

/** Field 22 of /proc/PID/stat (proc_pid_stat(5)); null where there is no /proc. */
async function startOf(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  const afterName = text?.slice(text.lastIndexOf(")") + 2).split(" ");
  return afterName?.[19] ?? null;
}

// stack.json: which process runs this project's stack, and where. Written at its start, removed at its end.
// Guarantee: one process at a time; a file left by a killed process is recognised, and the command that it
// started, if it still runs, is ended before another takes its place.
import * as z from "zod";
import { hasCode, rowlockError } from "../../errors/registry.ts";
import { RowlockError } from "../../errors/rowlock-error.ts";
import { identifyProcess } from "../../processes/process-identity.ts";
import type { StateDirectory } from "./state-directory.ts";

const FILE = "stack.json";

const processSchema = z.object({ pid: z.int().positive(), identity: z.string() });

const runningStackSchema = z.object({
  process: processSchema,
  startedAt: z.iso.datetime(),
  ready: z.boolean(),
  ports: z.object({ api: z.int(), database: z.int(), studio: z.int(), clerk: z.int() }),
  /** The data directory, or null when the app's database is elsewhere. */
  cluster: z.string().nullable(),
  /** The folder of the installed PostgreSQL that runs; null: Rowlock's own engine. */
  engine: z.string().nullable().default(null),
  /** The app's database elsewhere, without its password; null when it is the project's own. */
  database: z.string().nullable().default(null),
  /** The leader of the process group that `dev -- COMMAND` started. */
  command: processSchema.nullable(),
});

export type RunningStack = z.output<typeof runningStackSchema>;

/** The stack that runs now, or undefined. */
export async function findRunningStack(state: StateDirectory): Promise<RunningStack | undefined> {
  const found = await readRecord(state);
  return found !== undefined && isRunning(found.process) ? found : undefined;
}

/** A record that can't be understood is a killed process's: a running one has written its own as a whole. */
async function readRecord(state: StateDirectory): Promise<RunningStack | undefined> {
  return state.read(FILE, runningStackSchema).catch((error: unknown) => {
    if (hasCode(error, "STATE_DAMAGED")) return undefined;
    throw error;
  });
}

export interface Claim {
  /** Writes what changed, such as `ready`. */
  update(changes: Partial<Omit<RunningStack, "process" | "startedAt" | "ports">>): Promise<void>;
  release(): Promise<void>;
}

/** Makes this process the one that runs the stack. @throws STACK_RUNNING, STATE_UNWRITABLE */
export async function claimStack(
  state: StateDirectory,
  details: Pick<RunningStack, "ports">,
): Promise<Claim> {
  let current: RunningStack = {
    ...details,
    process: describeProcess(process.pid),
    startedAt: new Date().toISOString(),
    ready: false,
    cluster: null,
    engine: null,
    database: null,
    command: null,
  };
  await createExclusively(state, current);
  return {
    async update(changes) {
      current = { ...current, ...changes };
      await state.write(FILE, current);
    },
    release: () => state.remove(FILE),
  };
}

async function createExclusively(state: StateDirectory, content: RunningStack): Promise<void> {
  try {
    await state.create(FILE, content);
  } catch (error) {
    if (!(error instanceof RowlockError) || error.code !== "FILE_EXISTS") throw error;
    await clearLeftover(state);
    await state.remove(FILE);
    await state.create(FILE, content);
  }
}

async function clearLeftover(state: StateDirectory): Promise<void> {
  const other = await readRecord(state);
  if (other === undefined) return;
  if (isRunning(other.process)) {
    throw rowlockError("STACK_RUNNING", {
      message: `Rowlock runs in this folder already: process ${other.process.pid}, API on http://127.0.0.1:${other.ports.api}, since ${other.startedAt}`,
      hint: `Use that one, or end it with Ctrl-C in its terminal (or: kill ${other.process.pid})`,
    });
  }
  if (other.command !== null && isRunning(other.command)) {
    process.kill(-other.command.pid, "SIGKILL");
  }
}

type ProcessRecord = RunningStack["process"];

/** What tells a process from a later one with the same number. */
export function describeProcess(pid: number): ProcessRecord {
  return { pid, identity: identifyProcess(pid) ?? "" };
}

function isRunning({ pid, identity }: ProcessRecord): boolean {
  return identity !== "" && identifyProcess(pid) === identity;
}

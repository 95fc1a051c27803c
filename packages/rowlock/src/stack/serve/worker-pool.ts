// The processes that serve one port together. Node's cluster gives each new connection to the next of them.
// Guarantee: a worker that ends unasked is started anew, with growing pauses where that happens again and again; none is
// left when `stop` resolves.
import cluster, { type Worker } from "node:cluster";
import { setTimeout as pause } from "node:timers/promises";
import { closeLostConnections } from "./lost-connections.ts";
import { type FromWorker, isMessage, type ToWorker, type WorkerReport } from "./worker-messages.ts";

export interface WorkerPool {
  /** Starts one; gives where it listens, or undefined when it ended before it did. */
  start(): Promise<string | undefined>;
  /** How many of them listen. */
  size(): number;
  /** How each of those is; one that does not say so in time has no report. */
  reports(options?: { readonly withSchema: boolean }): Promise<readonly WorkerState[]>;
  /** Settles when a worker lost the database for good. */
  readonly lost: Promise<void>;
  tell(message: ToWorker): void;
  /** Lets them end what they do, for so long; then they are ended. */
  stop(graceMs: number): Promise<void>;
}

export interface WorkerState {
  readonly worker: number;
  readonly report: WorkerReport | undefined;
}

interface Member {
  readonly worker: Worker;
  /** Undefined until it listens. */
  url: string | undefined;
}

/** A worker that lived so long did not fail at starting. */
const STABLE_MS = 30_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;

/** Less than who asks for a health check waits. */
const REPORT_MS = 3_000;

export function createWorkerPool(onReplace: () => void): WorkerPool {
  const members = new Set<Member>();
  let stopping = false;
  let shortLives = 0;
  let asked = 0;
  let lose = () => {};
  const lost = new Promise<void>((resolve) => {
    lose = resolve;
  });

  function start(): Promise<string | undefined> {
    const member: Member = { worker: cluster.fork(), url: undefined };
    const startedAt = performance.now();
    members.add(member);
    closeLostConnections(member.worker);
    return new Promise((resolve) => {
      member.worker.on("message", (message: unknown) => {
        if (!isMessage<FromWorker>(message)) return;
        if (message.kind === "lost") lose();
        if (message.kind !== "listening") return;
        member.url = message.url;
        resolve(message.url);
      });
      member.worker.on("exit", () => {
        members.delete(member);
        resolve(undefined);
        if (member.url !== undefined) void replace(performance.now() - startedAt);
      });
    });
  }

  async function replace(livedMs: number): Promise<void> {
    if (stopping) return;
    onReplace();
    shortLives = livedMs < STABLE_MS ? shortLives + 1 : 0;
    for (let attempt = shortLives; !stopping; attempt += 1) {
      await pause(Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS), undefined, {
        ref: false,
      });
      if (stopping || (await start()) !== undefined) return;
    }
  }

  function tell(message: ToWorker): void {
    for (const { worker } of members) if (worker.isConnected()) worker.send(message);
  }

  const listening = () => [...members].filter(({ url }) => url !== undefined);

  function ask(worker: Worker, withSchema: boolean): Promise<WorkerReport | undefined> {
    asked += 1;
    const id = asked;
    return new Promise((resolve) => {
      const settle = (report?: WorkerReport) => {
        clearTimeout(timer);
        worker.off("message", hear).off("exit", gone);
        resolve(report);
      };
      const gone = () => settle();
      const timer = setTimeout(gone, REPORT_MS);
      const hear = (message: unknown) => {
        if (!isMessage<FromWorker>(message)) return;
        if (message.kind === "report" && message.id === id) settle(message.report);
      };
      worker.on("message", hear).on("exit", gone);
      if (worker.isConnected()) worker.send({ kind: "report", id, withSchema } satisfies ToWorker);
      else settle();
    });
  }

  return {
    start,
    size: () => listening().length,
    reports: ({ withSchema } = { withSchema: false }) =>
      Promise.all(
        listening().map(async ({ worker }) => {
          return { worker: worker.id, report: await ask(worker, withSchema) };
        }),
      ),
    lost,
    tell,
    async stop(graceMs) {
      stopping = true;
      const ends = [...members].map(
        ({ worker }) => new Promise((resolve) => worker.once("exit", resolve)),
      );
      tell({ kind: "stop" });
      const timer = setTimeout(() => {
        for (const { worker } of members) worker.process.kill("SIGKILL");
      }, graceMs);
      await Promise.all(ends);
      clearTimeout(timer);
    },
  };
}

// The processes that serve one port together. Node's cluster gives each new connection to the next of them.
// Guarantee: a worker that ends unasked is started anew, with growing pauses where that happens again and again; none is
// left when `stop` resolves.
import cluster, { type Worker } from "node:cluster";
import { setTimeout as pause } from "node:timers/promises";
import { type FromWorker, isMessage, type ToWorker } from "./worker-messages.ts";

export interface WorkerPool {
  /** Starts one; gives where it listens, or undefined when it ended before it did. */
  start(): Promise<string | undefined>;
  /** Whether each worker that listens is ready, for all of them. */
  readiness(): readonly boolean[];
  /** Settles when a worker lost the database for good. */
  readonly lost: Promise<void>;
  tell(message: ToWorker): void;
  /** Lets them end what they do, for so long; then they are ended. */
  stop(graceMs: number): Promise<void>;
}

interface Member {
  readonly worker: Worker;
  /** Undefined until it listens. */
  url: string | undefined;
  isReady: boolean;
}

/** A worker that lived so long did not fail at starting. */
const STABLE_MS = 30_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;

export function createWorkerPool(onReplace: () => void): WorkerPool {
  const members = new Set<Member>();
  let stopping = false;
  let shortLives = 0;
  let lose = () => {};
  const lost = new Promise<void>((resolve) => {
    lose = resolve;
  });

  function start(): Promise<string | undefined> {
    const member: Member = { worker: cluster.fork(), url: undefined, isReady: false };
    const startedAt = performance.now();
    members.add(member);
    return new Promise((resolve) => {
      member.worker.on("message", (message: unknown) => {
        if (!isMessage<FromWorker>(message)) return;
        if (message.kind === "listening") member.url = message.url;
        else if (message.kind === "ready") member.isReady = message.ready;
        else lose();
        if (member.url !== undefined) resolve(member.url);
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

  return {
    start,
    readiness: () =>
      [...members].filter(({ url }) => url !== undefined).map(({ isReady }) => isReady),
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

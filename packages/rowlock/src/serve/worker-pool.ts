// The processes that serve one port together. Node's cluster gives each new connection to the next of them.
// Guarantee: each place is filled again when its worker ends unasked, after a pause of its own that grows while its
// workers live short lives and is forgotten once one has lived a while; none is left when `stop` resolves.
import { setTimeout as pause } from "node:timers/promises";
import { createSignal } from "./signal.ts";
import { startWorker, type WorkerLife } from "./worker-life.ts";
import type { ToWorker, WorkerReport } from "./worker-messages.ts";

export interface WorkerPool {
  /**
   * Fills the first place. One goes ahead: what is wrong with the port or a key is then said once, by that one.
   * Gives where they listen, or undefined when it refused to serve or the pool was stopped.
   */
  lead(): Promise<string | undefined>;
  /** Fills as many more places; resolves once each of them was tried. */
  follow(count: number): Promise<void>;
  /** How many of them listen. */
  size(): number;
  /** How each of those is; one that does not say so in time has no report. */
  reports(options?: { readonly withSchema: boolean }): Promise<readonly WorkerState[]>;
  /** Settles when a worker lost the database for good; no place is filled again then. */
  readonly lost: Promise<void>;
  /** Whether no place is filled again. */
  isStopping(): boolean;
  tell(message: ToWorker): void;
  /** Lets them end what they do, for so long; then they are ended. */
  stop(graceMs: number): Promise<void>;
}

export interface WorkerState {
  readonly worker: number;
  readonly report: WorkerReport | undefined;
}

/** A worker that has listened for so long does not fail at starting. */
const SETTLED_MS = 5_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** What a worker ends with that has said why it can't serve. */
const REFUSED = 2;

export function createWorkerPool(onReplace: () => void): WorkerPool {
  const lives = new Set<WorkerLife>();
  const places: Promise<void>[] = [];
  const stopping = new AbortController();
  const lost = createSignal<void>();
  const first = createSignal<string>();
  let hasListened = false;

  function begin(): WorkerLife {
    const life = startWorker(() => {
      stopping.abort();
      lost.give();
    });
    lives.add(life);
    void life.listening.then((url) => {
      hasListened = true;
      first.give(url);
    });
    void life.ended.then(() => lives.delete(life));
    return life;
  }

  /** Keeps one place filled until the pool stops, or until its worker refuses before any has listened. */
  async function keep(born: WorkerLife): Promise<void> {
    let pauseMs = 0;
    for (let life = born; ; life = begin()) {
      const code = await life.ended;
      if (stopping.signal.aborted || (!hasListened && code === REFUSED)) return;
      onReplace();
      if (life.servedMs() >= SETTLED_MS) pauseMs = 0;
      pauseMs = Math.min(Math.max(FIRST_PAUSE_MS, pauseMs * 2), LONGEST_PAUSE_MS);
      // INVARIANT: this timer holds the process: between two lives nothing else may.
      await pause(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
    }
  }

  const listening = () => [...lives].filter((life) => life.isListening());

  function tell(message: ToWorker): void {
    for (const life of lives) life.tell(message);
  }

  return {
    async lead() {
      const place = keep(begin());
      places.push(place);
      return (await Promise.race([first.given, place])) ?? undefined;
    },
    async follow(count) {
      const born = Array.from({ length: count }, begin);
      places.push(...born.map(keep));
      await Promise.all(born.map((life) => Promise.race([life.listening, life.ended])));
    },
    size: () => listening().length,
    reports: ({ withSchema } = { withSchema: false }) =>
      Promise.all(
        listening().map(async (life) => {
          return { worker: life.id, report: await life.report(withSchema) };
        }),
      ),
    lost: lost.given,
    isStopping: () => stopping.signal.aborted,
    tell,
    async stop(graceMs) {
      stopping.abort();
      for (const life of lives) life.end();
      const timer = setTimeout(() => {
        for (const life of lives) life.kill();
      }, graceMs);
      await Promise.all(places);
      clearTimeout(timer);
    },
  };
}

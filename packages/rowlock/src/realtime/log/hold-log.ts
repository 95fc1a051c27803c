// Keeps the log open for as long as somebody needs it, and a while longer, so that a page that is loaded again does not
// begin it anew.
import { hasCode } from "../../errors/registry.ts";
import { type LogReader, type LogReaderOptions, openLogReader } from "./log-reader.ts";

export interface HoldLogOptions extends LogReaderOptions {
  /** Whether anybody needs it. */
  readonly isNeeded: () => boolean;
  /** After how long without need it is left, in milliseconds. */
  readonly idleMs: number;
}

export interface HeldLog {
  readonly isReading: boolean;
  /** Settles when it is read the next time, or can't be. */
  readonly ready: Promise<void>;
  /** Opens it if need be; or leaves it, later, if nobody needs it any more. */
  look(): void;
  /** As of the reader. */
  resume(): void;
  interrupt(): void;
  close(): Promise<void>;
}

interface Turn {
  readonly settled: Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
}

export function holdLog(options: HoldLogOptions): HeldLog {
  const { isNeeded, idleMs } = options;
  let reader: LogReader | undefined;
  let idle: NodeJS.Timeout | undefined;
  let turn = newTurn();
  let isReading = false;
  let leaving: Promise<void> = Promise.resolve();

  function leave(): void {
    if (reader === undefined || isNeeded()) return;
    const left = reader;
    reader = undefined;
    if (isReading) turn = newTurn();
    isReading = false;
    leaving = Promise.all([leaving, left.close()]).then(() => {});
  }

  function open(): LogReader {
    return openLogReader({
      ...options,
      onReading(reading) {
        isReading = true;
        turn.resolve();
        options.onReading(reading);
      },
      onInterrupted(error) {
        isReading = false;
        // What passes by itself is waited for.
        if (hasCode(error, "REALTIME_LOG")) turn.reject(error);
        turn = newTurn();
        options.onInterrupted(error);
      },
    });
  }

  return {
    get isReading() {
      return isReading;
    },
    get ready() {
      return turn.settled;
    },
    look() {
      clearTimeout(idle);
      if (isNeeded()) reader ??= open();
      else idle = setTimeout(leave, idleMs).unref();
    },
    resume: () => reader?.resume(),
    interrupt: () => reader?.interrupt(),
    async close() {
      clearTimeout(idle);
      await Promise.all([leaving, reader?.close()]);
    },
  };
}

function newTurn(): Turn {
  let resolve = () => {};
  let reject: (error: unknown) => void = () => {};
  const settled = new Promise<void>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  // Nobody need wait for it.
  settled.catch(() => {});
  return { settled, resolve, reject };
}

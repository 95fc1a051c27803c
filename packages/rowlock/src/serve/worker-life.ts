// One worker from fork to end, as the process above it sees it.
import cluster from "node:cluster";
import { closeLostConnections } from "./lost-connections.ts";
import { type FromWorker, isMessage, type ToWorker, type WorkerReport } from "./worker-messages.ts";

export interface WorkerLife {
  readonly id: number;
  /** Settles with where it listens, once it does. */
  readonly listening: Promise<string>;
  /** Settles with its exit code, null after a signal, when all that it said was heard. */
  readonly ended: Promise<number | null>;
  isListening(): boolean;
  /** For how many milliseconds it listened, or listens. */
  servedMs(): number;
  tell(message: ToWorker): void;
  /** How it is; undefined when it does not say so in time. */
  report(withSchema: boolean): Promise<WorkerReport | undefined>;
  /** Asks it to let its requests end; a signal, which counts from the first moment, as a message would not. */
  end(): void;
  kill(): void;
}

/** Less than who asks for a health check waits. */
const REPORT_MS = 3_000;

/** Forks it. `onLost` is told when it lost the database for good. */
export function startWorker(onLost: () => void): WorkerLife {
  const worker = cluster.fork();
  let listenedAt: number | undefined;
  let hasEnded = false;
  let asked = 0;
  closeLostConnections(worker);

  // "close" comes when all that it said was read, which may be after "exit".
  const closed = new Promise<number | null>((resolve) => worker.process.on("close", resolve));
  // Too many processes or open files: it was never there, and nothing of it ends.
  const failed = new Promise<null>((resolve) => {
    worker.on("error", () => worker.process.pid === undefined && resolve(null));
  });
  const ended = Promise.race([closed, failed]).then((code) => {
    hasEnded = true;
    return code;
  });

  const listening = new Promise<string>((resolve) => {
    worker.on("message", (message: unknown) => {
      if (!isMessage<FromWorker>(message)) return;
      if (message.kind === "lost") onLost();
      if (message.kind !== "listening") return;
      listenedAt = performance.now();
      resolve(message.url);
    });
  });

  /** What is said to it while it boots, it hears when it listens. */
  function tell(message: ToWorker): void {
    void listening.then(() => worker.isConnected() && worker.send(message));
  }

  return {
    id: worker.id,
    listening,
    ended,
    isListening: () => listenedAt !== undefined && !hasEnded,
    servedMs: () => (listenedAt === undefined ? 0 : performance.now() - listenedAt),
    tell,
    report(withSchema) {
      asked += 1;
      const id = asked;
      return new Promise((resolve) => {
        const settle = (report?: WorkerReport) => {
          clearTimeout(timer);
          worker.off("message", hear);
          resolve(report);
        };
        const timer = setTimeout(settle, REPORT_MS);
        const hear = (message: unknown) => {
          if (!isMessage<FromWorker>(message)) return;
          if (message.kind === "report" && message.id === id) settle(message.report);
        };
        worker.on("message", hear);
        void ended.then(() => settle());
        tell({ kind: "report", id, withSchema });
      });
    },
    end: () => void worker.process.kill("SIGTERM"),
    kill: () => void worker.process.kill("SIGKILL"),
  };
}

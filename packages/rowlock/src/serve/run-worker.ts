// One of several processes behind one port: serves until it is told to stop, and tells how it is.

import { untilEnd } from "./run-alone.ts";
import type { ServeOptions } from "./serve-options.ts";
import { type Serving, startServing } from "./serving.ts";
import { type FromWorker, isMessage, type ToWorker } from "./worker-messages.ts";

/** Runs until the signal is aborted; gives the exit code. */
export async function runWorker(options: ServeOptions): Promise<number> {
  const { onReload, signal } = options;
  const serving = await startServing({ ...options, config: options.readConfig() });
  if (serving === undefined) return 0;
  tell({ kind: "listening", url: serving.url });
  onReload(serving.reload);
  process.on("message", (message: unknown) => {
    if (!isMessage<ToWorker>(message)) return;
    if (message.kind === "reload") serving.reload(message.what);
    else void report(serving, message).then(tell);
  });
  void serving.lost.then(() => tell({ kind: "lost" }));
  const code = await untilEnd(signal, serving.lost);
  await serving.close();
  return code;
}

async function report(
  serving: Serving,
  { id, withSchema }: Extract<ToWorker, { readonly kind: "report" }>,
): Promise<FromWorker> {
  const isReady = await serving.isReady();
  const schema = withSchema ? serving.schema() : undefined;
  return { kind: "report", id, report: { isReady, metrics: serving.metrics(), schema } };
}

function tell(message: FromWorker): void {
  // The process above may be gone; then this one is about to end too.
  if (process.connected) process.send?.(message);
}

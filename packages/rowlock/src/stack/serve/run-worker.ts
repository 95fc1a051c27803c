// One of several processes behind one port: serves until it is told to stop, and tells how it is.

import { untilEnd } from "./run-alone.ts";
import type { ServeOptions } from "./serve-options.ts";
import { startServing } from "./serving.ts";
import { type FromWorker, isMessage, type ToWorker } from "./worker-messages.ts";

/** Runs until the signal is aborted or the process above says so; gives the exit code. */
export async function runWorker(options: ServeOptions): Promise<number> {
  const { onReload, signal } = options;
  const serving = await startServing({
    ...options,
    config: options.readConfig(),
    onReady: (ready) => tell({ kind: "ready", ready }),
  });
  tell({ kind: "listening", url: serving.url });
  onReload(serving.reload);
  const told = new AbortController();
  process.on("message", (message: unknown) => {
    if (!isMessage<ToWorker>(message)) return;
    if (message.kind === "reload") serving.reload(message.what);
    else told.abort();
  });
  void serving.lost.then(() => tell({ kind: "lost" }));
  const code = await untilEnd(AbortSignal.any([signal, told.signal]), serving.lost);
  await serving.close();
  return code;
}

function tell(message: FromWorker): void {
  // The process above may be gone; then this one is about to end too.
  if (process.connected) process.send?.(message);
}

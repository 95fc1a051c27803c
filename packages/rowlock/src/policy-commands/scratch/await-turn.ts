// The clusters that commands make for their own length lie in one place each: whoever comes second waits.
import { setTimeout as sleep } from "node:timers/promises";
import { hasCode } from "../../errors/registry.ts";

const POLL_MS = 100;
const PATIENCE_MS = 600_000;

/** Tries again while another command holds the place. @throws CLUSTER_IN_USE after ten minutes, and what the work throws */
export async function awaitTurn<T>(
  start: () => Promise<T>,
  onNotice: (notice: string) => void,
): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await start();
    } catch (error) {
      const isTaken = hasCode(error, "CLUSTER_IN_USE");
      if (!isTaken || performance.now() > deadline) throw error;
    }
    if (isFirst) onNotice("Another rowlock command does the same here: waiting for its end");
    await sleep(POLL_MS);
  }
}

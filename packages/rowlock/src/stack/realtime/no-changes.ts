// Stands for the log where there is none: it says so to whoever wants changes.
import { rowlockError } from "../../errors/registry.ts";
import type { ChangeFeed } from "../../realtime/ports.ts";

const WORDS = "Changes of tables are not told of here yet";

export function noChanges(): ChangeFeed {
  const ready = Promise.reject(rowlockError("INTERNAL", { message: WORDS }));
  ready.catch(() => {});
  return {
    subscribe({ subscriber }) {
      queueMicrotask(() => subscriber.status("error", WORDS));
      return { setHearer() {}, close() {} };
    },
    onMessage: () => () => {},
    ready,
    async close() {},
  };
}

// The latest requests of the API and of Clerk's ports, kept for Studio and told to who listens.
import type { RequestLogEntry } from "../../http/request-log.ts";
import type { LoggedRequest } from "../../studio/ports.ts";

export interface RequestHistory {
  add(server: LoggedRequest["server"], entry: RequestLogEntry): void;
  /** Forgets what was: the stack's own requests at its start are nobody's. */
  clear(): void;
  /** The latest, oldest first. */
  recent(): readonly LoggedRequest[];
  /** Gives the function that ends it. */
  subscribe(listener: (entry: LoggedRequest) => void): () => void;
}

const KEPT = 500;

export function createRequestHistory(now: () => number): RequestHistory {
  const entries: LoggedRequest[] = [];
  const listeners = new Set<(entry: LoggedRequest) => void>();
  return {
    add(server, entry) {
      const logged = { ...entry, at: now(), server };
      entries.push(logged);
      if (entries.length > KEPT) entries.shift();
      for (const listener of listeners) listener(logged);
    },
    clear() {
      entries.length = 0;
    },
    recent: () => [...entries],
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

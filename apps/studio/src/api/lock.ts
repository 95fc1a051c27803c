// Whether the server refused this page's secret: then no page shows anything but what to do.
import { useSyncExternalStore } from "react";

let locked = false;
const listeners = new Set<() => void>();

export function lock(): void {
  locked = true;
  for (const listener of listeners) listener();
}

export function useLocked(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => locked,
  );
}

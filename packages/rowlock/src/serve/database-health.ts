// Whether the database was read and has not been lost since.
import { createSignal } from "./signal.ts";

export interface DatabaseHealth {
  readonly isUp: () => boolean;
  /** Settles when it is first told how the database is. */
  readonly known: Promise<void>;
  /** Settles when the database is lost and is not to be waited for. */
  readonly lost: Promise<void>;
  up(): void;
  down(): void;
}

export interface DatabaseHealthOptions {
  /** False: a loss is final. */
  readonly recovers: boolean;
}

export function createDatabaseHealth({ recovers }: DatabaseHealthOptions): DatabaseHealth {
  let isUp = false;
  const known = createSignal();
  const lost = createSignal();
  function turn(next: boolean): void {
    known.give();
    isUp = next;
  }
  return {
    isUp: () => isUp,
    known: known.given,
    lost: lost.given,
    up: () => turn(true),
    down() {
      turn(false);
      if (!recovers) lost.give();
    },
  };
}

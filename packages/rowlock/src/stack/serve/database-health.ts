// Whether the database was read and has not been lost since.

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
  const known = signal();
  const lost = signal();
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

/** A promise with what resolves it beside it. */
function signal(): { readonly given: Promise<void>; give(): void } {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give: () => give() };
}

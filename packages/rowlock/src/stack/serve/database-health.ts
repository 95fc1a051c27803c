// Whether the database was read and has not been lost since.

export interface DatabaseHealth {
  readonly isUp: () => boolean;
  /** Settles when the database is lost and is not to be waited for. */
  readonly lost: Promise<void>;
  up(): void;
  down(): void;
}

export interface DatabaseHealthOptions {
  readonly onChange?: ((isUp: boolean) => void) | undefined;
  /** False: a loss is final. */
  readonly recovers: boolean;
}

export function createDatabaseHealth({
  onChange,
  recovers,
}: DatabaseHealthOptions): DatabaseHealth {
  let isUp = false;
  let lose = () => {};
  const lost = new Promise<void>((resolve) => {
    lose = resolve;
  });
  function turn(next: boolean): void {
    if (next !== isUp) onChange?.(next);
    isUp = next;
  }
  return {
    isUp: () => isUp,
    lost,
    up: () => turn(true),
    down() {
      turn(false);
      if (!recovers) lose();
    },
  };
}

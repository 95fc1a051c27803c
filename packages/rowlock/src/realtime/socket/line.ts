// Work of one channel in its order: at once while nothing is under way, else behind what is. So a broadcast that needs no
// answer of the database costs no promise, and none overtakes another.

export type Work = () => void | Promise<void>;

export interface Line {
  /** Nothing is under way and nothing waits. */
  readonly isIdle: boolean;
  run(work: Work): void;
}

export interface LineOptions {
  /** Told of each piece that waits (1) and that waits no longer (-1). */
  readonly onWaiting: (change: 1 | -1) => void;
  readonly onError: (error: unknown) => void;
  /** Called when the last piece is done that was not done at once. */
  readonly onIdle: () => void;
}

export function createLine({ onWaiting, onError, onIdle }: LineOptions): Line {
  const waiting: Work[] = [];
  let isBusy = false;

  function begin(work: Work): void {
    let done: void | Promise<void>;
    try {
      done = work();
    } catch (error) {
      onError(error);
      return;
    }
    if (!(done instanceof Promise)) return;
    isBusy = true;
    void done.catch(onError).then(goOn);
  }

  function goOn(): void {
    isBusy = false;
    while (!isBusy) {
      const next = waiting.shift();
      if (next === undefined) {
        onIdle();
        return;
      }
      onWaiting(-1);
      begin(next);
    }
  }

  return {
    get isIdle() {
      return !isBusy && waiting.length === 0;
    },
    run(work) {
      if (isBusy || waiting.length > 0) {
        onWaiting(1);
        waiting.push(work);
      } else begin(work);
    },
  };
}

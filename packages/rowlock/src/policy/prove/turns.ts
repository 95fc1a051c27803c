// Who may go when: several at a time, each in a lane of its own, or one that needs them all and so goes alone. First
// come, first served.

interface Waiting {
  readonly lanes: number;
  readonly start: (given: readonly number[]) => void;
}

export class Turns {
  readonly #count: number;
  readonly #free: number[];
  readonly #waiting: Waiting[] = [];

  constructor(count: number) {
    this.#count = count;
    this.#free = Array.from({ length: count }, (_, index) => index + 1);
  }

  /** In a lane, numbered from 1. */
  inLane<T>(work: (lane: number) => Promise<T>): Promise<T> {
    return this.#holding(1, ([lane = 1]) => work(lane));
  }

  /** While nobody else is under way. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#holding(this.#count, work);
  }

  async #holding<T>(lanes: number, work: (given: readonly number[]) => Promise<T>): Promise<T> {
    const given = await new Promise<readonly number[]>((start) => {
      this.#waiting.push({ lanes, start });
      this.#startNext();
    });
    try {
      return await work(given);
    } finally {
      this.#free.push(...given);
      this.#startNext();
    }
  }

  #startNext(): void {
    for (let [next] = this.#waiting; next !== undefined; [next] = this.#waiting) {
      if (next.lanes > this.#free.length) return;
      this.#waiting.shift();
      next.start(this.#free.splice(0, next.lanes));
    }
  }
}

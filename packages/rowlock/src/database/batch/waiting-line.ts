// Those who wait for a connection: served in the order in which they came, and for no longer than allowed.

interface Waiting<Value> {
  /** Milliseconds of performance.now(). */
  readonly until: number;
  readonly resolve: (value: Value | Promise<Value>) => void;
  readonly reject: (error: unknown) => void;
}

export interface WaitingLineOptions {
  /** Milliseconds. */
  readonly timeoutMs: number;
  /** What one is told who waited in vain. */
  readonly onTimeout: () => Error;
}

export class WaitingLine<Value> {
  readonly #options: WaitingLineOptions;
  readonly #line: Waiting<Value>[] = [];
  // One for the whole line: everybody may wait for as long, so the first to come is the first whose time is up.
  #timer: NodeJS.Timeout | undefined;

  constructor(options: WaitingLineOptions) {
    this.#options = options;
  }

  get length(): number {
    return this.#line.length;
  }

  /** Joins the line. */
  wait(): Promise<Value> {
    const { timeoutMs } = this.#options;
    this.#timer ??= setTimeout(() => this.#expire(), timeoutMs);
    return new Promise((resolve, reject) => {
      this.#line.push({ until: performance.now() + timeoutMs, resolve, reject });
    });
  }

  /** Gives the value to whoever came first; false when nobody waits. */
  serve(value: Value | Promise<Value>): boolean {
    const next = this.#line.shift();
    next?.resolve(value);
    return next !== undefined;
  }

  #expire(): void {
    const now = performance.now();
    while (this.#line[0] !== undefined && this.#line[0].until <= now) {
      this.#line.shift()?.reject(this.#options.onTimeout());
    }
    const [next] = this.#line;
    this.#timer = next && setTimeout(() => this.#expire(), next.until - now);
  }
}

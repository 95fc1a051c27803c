// Those who wait for a connection: served in the order in which they came, for no longer than allowed, and only as long
// as they are there.
import type { Requester } from "./batch.ts";

interface Waiting<Value> {
  /** Milliseconds of performance.now(). */
  readonly until: number;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: unknown) => void;
}

export interface WaitingLineOptions {
  /** Milliseconds. */
  readonly timeoutMs: number;
  /** What one is told who waited in vain. */
  readonly onTimeout: () => Error;
  /** What is told for one who left. */
  readonly onLeft: () => Error;
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
  wait(requester?: Requester): Promise<Value> {
    const { timeoutMs } = this.#options;
    this.#timer ??= setTimeout(() => this.#expire(), timeoutMs);
    return new Promise((resolve, reject) => {
      const waiting = { until: performance.now() + timeoutMs, resolve, reject };
      this.#line.push(waiting);
      if (requester !== undefined) requester.onLeave = () => this.#leave(waiting);
    });
  }

  /** Gives the value to whoever came first; false when nobody waits. */
  serve(value: Value): boolean {
    const next = this.#line.shift();
    next?.resolve(value);
    return next !== undefined;
  }

  /** Tells whoever came first that there is nothing to wait for. */
  refuse(error: unknown): void {
    this.#line.shift()?.reject(error);
  }

  #leave(waiting: Waiting<Value>): void {
    const at = this.#line.indexOf(waiting);
    if (at === -1) return;
    this.#line.splice(at, 1);
    waiting.reject(this.#options.onLeft());
  }

  #expire(): void {
    const now = performance.now();
    while (this.#line[0] !== undefined && this.#line[0].until <= now) {
      this.refuse(this.#options.onTimeout());
    }
    const [next] = this.#line;
    this.#timer = next && setTimeout(() => this.#expire(), next.until - now);
  }
}

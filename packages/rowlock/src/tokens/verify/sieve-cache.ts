// A bounded cache by SIEVE: entries leave in the order they came, but one that was used since the hand last passed
// stays for another round. A hit only sets a flag, so it costs no more than a look into a Map.

interface Entry<Value> {
  readonly key: string;
  readonly value: Value;
  visited: boolean;
  newer: Entry<Value> | undefined;
  older: Entry<Value> | undefined;
}

export class SieveCache<Value> {
  readonly #entries = new Map<string, Entry<Value>>();
  readonly #capacity: number;
  #newest: Entry<Value> | undefined;
  #oldest: Entry<Value> | undefined;
  #hand: Entry<Value> | undefined;

  /** @param capacity how many entries it holds at most; 0 holds none */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    entry.visited = true;
    return entry.value;
  }

  set(key: string, value: Value): void {
    if (this.#capacity <= 0) return;
    this.delete(key);
    if (this.#entries.size >= this.#capacity) this.#evict();
    const entry: Entry<Value> = {
      key,
      value,
      visited: false,
      newer: undefined,
      older: this.#newest,
    };
    if (this.#newest !== undefined) this.#newest.newer = entry;
    this.#newest = entry;
    this.#oldest ??= entry;
    this.#entries.set(key, entry);
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) this.#remove(entry);
  }

  clear(): void {
    this.#entries.clear();
    this.#newest = undefined;
    this.#oldest = undefined;
    this.#hand = undefined;
  }

  #evict(): void {
    let entry = this.#hand ?? this.#oldest;
    while (entry?.visited === true) {
      entry.visited = false;
      entry = entry.newer ?? this.#oldest;
    }
    if (entry === undefined) return;
    this.#hand = entry;
    this.#remove(entry);
  }

  #remove(entry: Entry<Value>): void {
    if (this.#hand === entry) this.#hand = entry.newer;
    if (entry.newer === undefined) this.#newest = entry.older;
    else entry.newer.older = entry.older;
    if (entry.older === undefined) this.#oldest = entry.newer;
    else entry.older.newer = entry.newer;
    this.#entries.delete(entry.key);
  }
}

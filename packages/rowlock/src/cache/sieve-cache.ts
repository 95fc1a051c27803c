// A bounded cache by SIEVE: entries leave in the order they came, but one that was used since the hand last passed
// stays for another round. A hit only sets a flag, so it costs no more than a look into a Map.

interface Entry<Value> {
  readonly key: string;
  readonly value: Value;
  visited: boolean;
  newer: Entry<Value> | undefined;
  older: Entry<Value> | undefined;
}

export interface SieveCache<Value> {
  readonly size: number;
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
  clear(): void;
}

/** Makes a cache that holds at most `capacity` entries; 0 holds none. */
export function createSieveCache<Value>(capacity: number): SieveCache<Value> {
  const entries = new Map<string, Entry<Value>>();
  let newest: Entry<Value> | undefined;
  let oldest: Entry<Value> | undefined;
  let hand: Entry<Value> | undefined;

  function remove(entry: Entry<Value>): void {
    if (hand === entry) hand = entry.newer;
    if (entry.newer === undefined) newest = entry.older;
    else entry.newer.older = entry.older;
    if (entry.older === undefined) oldest = entry.newer;
    else entry.older.newer = entry.newer;
    entries.delete(entry.key);
  }

  function evict(): void {
    let entry = hand ?? oldest;
    while (entry?.visited === true) {
      entry.visited = false;
      entry = entry.newer ?? oldest;
    }
    if (entry === undefined) return;
    hand = entry;
    remove(entry);
  }

  function discard(key: string): void {
    const entry = entries.get(key);
    if (entry !== undefined) remove(entry);
  }

  return {
    get size() {
      return entries.size;
    },
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entry.visited = true;
      return entry.value;
    },
    set(key, value) {
      if (capacity <= 0) return;
      discard(key);
      if (entries.size >= capacity) evict();
      const entry: Entry<Value> = { key, value, visited: false, newer: undefined, older: newest };
      if (newest !== undefined) newest.newer = entry;
      newest = entry;
      oldest ??= entry;
      entries.set(key, entry);
    },
    delete: discard,
    clear() {
      entries.clear();
      newest = undefined;
      oldest = undefined;
      hand = undefined;
    },
  };
}

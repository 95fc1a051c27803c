// The named prepared statements of one connection: which exist, when each was last used, bounded.
// A name is never used twice. A statement is closed at the head of a later train, where nothing can have failed yet.

export interface PreparedStatement {
  readonly name: string;
  /** Known once the server has described it. */
  columns: readonly string[] | undefined;
}

interface Entry extends PreparedStatement {
  readonly key: string;
  /** Greater than that of every statement used before. */
  used: number;
}

export class StatementCache {
  readonly #limit: number;
  readonly #statements = new Map<string, Entry>();
  #sequence = 0;
  #uses = 0;
  #closing: string[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The statement under this key, now the last to be dropped. */
  find(key: string): PreparedStatement | undefined {
    const found = this.#statements.get(key);
    if (found !== undefined) found.used = this.#uses += 1;
    return found;
  }

  /** A new name for the key; the least recently used statement makes room. */
  add(key: string): PreparedStatement {
    if (this.#statements.size >= this.#limit) this.#forgetOldest();
    this.#sequence += 1;
    this.#uses += 1;
    const statement = { key, name: `r${this.#sequence}`, columns: undefined, used: this.#uses };
    this.#statements.set(key, statement);
    return statement;
  }

  /** Drops the key, whether or not the server ever got to know its name: closing an unknown name is no error. */
  forget(key: string): void {
    const statement = this.#statements.get(key);
    if (statement === undefined) return;
    this.#statements.delete(key);
    this.#closing.push(statement.name);
  }

  forgetAll(): void {
    for (const key of [...this.#statements.keys()]) this.forget(key);
  }

  /** The names to close, each given once. */
  takeClosing(): readonly string[] {
    if (this.#closing.length === 0) return this.#closing;
    const names = this.#closing;
    this.#closing = [];
    return names;
  }

  /** Looks at all of them, which costs little beside preparing the one that needs the room. */
  #forgetOldest(): void {
    let oldest: Entry | undefined;
    for (const entry of this.#statements.values()) {
      if (oldest === undefined || entry.used < oldest.used) oldest = entry;
    }
    if (oldest !== undefined) this.forget(oldest.key);
  }
}

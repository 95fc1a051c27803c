// The named prepared statements of one connection: which exist, in order of last use, bounded.
// A name is never used twice. A statement is closed at the head of a later train, where nothing can have failed yet.

export interface PreparedStatement {
  readonly name: string;
  /** Known once the server has described it. */
  columns: readonly string[] | undefined;
}

export class StatementCache {
  readonly #limit: number;
  readonly #statements = new Map<string, PreparedStatement>();
  #sequence = 0;
  #closing: string[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The statement under this key, now the last to be dropped. */
  find(key: string): PreparedStatement | undefined {
    const found = this.#statements.get(key);
    if (found === undefined) return undefined;
    this.#statements.delete(key);
    this.#statements.set(key, found);
    return found;
  }

  /** A new name for the key; the least recently used statement makes room. */
  add(key: string): PreparedStatement {
    if (this.#statements.size >= this.#limit) {
      const oldest = this.#statements.keys().next();
      if (oldest.done === false) this.forget(oldest.value);
    }
    this.#sequence += 1;
    const statement = { name: `r${this.#sequence}`, columns: undefined };
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
}

// The named prepared statements of one connection: which exist, when each was last used, bounded. A plan under row
// level security belongs to the role it was made for, so each role has its own.
// A name is never used twice. A statement is closed at the head of a later train, where nothing can have failed yet.

export interface PreparedStatement {
  readonly name: string;
  /** Known once the server has described it. */
  columns: readonly string[] | undefined;
}

interface Entry extends PreparedStatement {
  readonly text: string;
  readonly role: string;
  /** Greater than that of every statement used before. */
  used: number;
}

/** For a statement that no role has a plan of its own of. */
export const NO_ROLE = "";

export class StatementCache {
  readonly #limit: number;
  readonly #byRole = new Map<string, Map<string, Entry>>();
  #size = 0;
  #sequence = 0;
  #uses = 0;
  #closing: string[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The role's statement, now the last to be dropped. */
  find(text: string, role: string): PreparedStatement | undefined {
    const found = this.#byRole.get(role)?.get(text);
    if (found !== undefined) found.used = this.#uses += 1;
    return found;
  }

  /** A new name for a text that has none; the least recently used statement makes room. */
  add(text: string, role: string): PreparedStatement {
    if (this.#size >= this.#limit) this.#forgetOldest();
    this.#sequence += 1;
    this.#uses += 1;
    const name = `r${this.#sequence}`;
    const statement: Entry = { name, columns: undefined, text, role, used: this.#uses };
    const ofRole = this.#byRole.get(role) ?? new Map<string, Entry>();
    this.#byRole.set(role, ofRole.set(text, statement));
    this.#size += 1;
    return statement;
  }

  /** Drops a statement, whether or not the server ever got to know its name: closing an unknown name is no error. */
  forget(statement: PreparedStatement): void {
    for (const entry of this.#entries()) if (entry === statement) this.#drop(entry);
  }

  forgetAll(): void {
    for (const entry of [...this.#entries()]) this.#drop(entry);
  }

  /** The names to close, each given once. */
  takeClosing(): readonly string[] {
    if (this.#closing.length === 0) return this.#closing;
    const names = this.#closing;
    this.#closing = [];
    return names;
  }

  *#entries(): Iterable<Entry> {
    for (const ofRole of this.#byRole.values()) yield* ofRole.values();
  }

  /** Looks at all of them, which costs little beside preparing the one that needs the room. */
  #forgetOldest(): void {
    let oldest: Entry | undefined;
    for (const entry of this.#entries()) {
      if (oldest === undefined || entry.used < oldest.used) oldest = entry;
    }
    if (oldest !== undefined) this.#drop(oldest);
  }

  #drop({ role, text, name }: Entry): void {
    const ofRole = this.#byRole.get(role);
    ofRole?.delete(text);
    if (ofRole?.size === 0) this.#byRole.delete(role);
    this.#size -= 1;
    this.#closing.push(name);
  }
}

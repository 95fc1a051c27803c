// Reads a path's text from left to right; both syntaxes of role paths build on it.

/** A path that can't be read, with the place counted from 1. */
export class PathSyntaxError extends Error {
  override readonly name = "PathSyntaxError";

  constructor(expected: string, position: number) {
    super(`expected ${expected} at character ${position}`);
  }
}

export class PathScanner {
  readonly #text: string;
  #index = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#index >= this.#text.length;
  }

  /** Takes this text if it comes next. */
  accept(token: string): boolean {
    if (!this.#text.startsWith(token, this.#index)) return false;
    this.#index += token.length;
    return true;
  }

  /** Whether this text comes next; takes nothing. */
  sees(token: string): boolean {
    return this.#text.startsWith(token, this.#index);
  }

  expect(token: string): void {
    if (!this.accept(token)) throw this.error(JSON.stringify(token));
  }

  /** Takes what a sticky pattern matches here. */
  match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#index;
    const found = pattern.exec(this.#text);
    if (found === null) return undefined;
    this.#index = pattern.lastIndex;
    return found;
  }

  skipSpace(): void {
    this.match(/[ \t\r\n]*/y);
  }

  error(expected: string): PathSyntaxError {
    return new PathSyntaxError(expected, this.#index + 1);
  }
}

// Reads a short text from left to right: the expressions of templates and the paths to a role are parsed with it.

/** A text that can't be read, with what was expected and where, counted from 0. */
export class TextSyntaxError extends Error {
  override readonly name = "TextSyntaxError";
  readonly expected: string;
  readonly offset: number;

  constructor(expected: string, offset: number) {
    super(`Expected ${expected} at character ${offset + 1}`);
    this.expected = expected;
    this.offset = offset;
  }
}

export interface TextScanner {
  readonly offset: number;
  readonly atEnd: boolean;
  /** Whether this text comes next; takes nothing. */
  sees(token: string): boolean;
  /** Takes this text if it comes next. */
  accept(token: string): boolean;
  /** Takes this text. @throws TextSyntaxError */
  expect(token: string): void;
  /** Takes what a sticky pattern matches here. */
  match(pattern: RegExp): RegExpExecArray | undefined;
  skipSpace(): void;
  /** The error to throw here. */
  error(expected: string): TextSyntaxError;
}

/** Starts at the beginning of a text. */
export function createTextScanner(text: string): TextScanner {
  let offset = 0;

  function match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = offset;
    const found = pattern.exec(text);
    if (found === null) return undefined;
    offset = pattern.lastIndex;
    return found;
  }

  function accept(token: string): boolean {
    if (!text.startsWith(token, offset)) return false;
    offset += token.length;
    return true;
  }

  return {
    get offset() {
      return offset;
    },
    get atEnd() {
      return offset >= text.length;
    },
    sees: (token) => text.startsWith(token, offset),
    accept,
    expect(token) {
      if (!accept(token)) throw new TextSyntaxError(JSON.stringify(token), offset);
    },
    match,
    skipSpace() {
      match(/\s*/y);
    },
    error: (expected) => new TextSyntaxError(expected, offset),
  };
}

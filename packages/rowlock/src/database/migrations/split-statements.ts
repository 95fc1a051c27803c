// Splits a SQL script into its statements without changing a character of them, as the Supabase CLI records them:
// comments kept, the final semicolon and the white space around left out.
// Knows PostgreSQL's quotes, dollar quotes, nested comments, parentheses (CREATE RULE) and BEGIN ATOMIC bodies.
// https://www.postgresql.org/docs/17/sql-syntax-lexical.html

export interface Statement {
  readonly text: string;
  /** Where the text begins in the script, in UTF-16 units. */
  readonly offset: number;
}

// What cannot change the state, in one step; words are looked at one by one.
const PLAIN = /[^A-Za-z_\u0080-\uffff'"$\-/();]+/y;
const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;

export function splitStatements(script: string): readonly Statement[] {
  const statements: Statement[] = [];
  const nesting = new Nesting();
  let start = 0;
  let at = 0;
  while (at < script.length) {
    const word = matchAt(WORD, script, at);
    if (word !== undefined) {
      nesting.word(word);
      at += word.length;
      const escapes = word.toLowerCase() === "e";
      if (escapes && script[at] === "'") at = endOfQuote(script, { from: at, escapes });
      continue;
    }
    const char = script[at];
    if (char === ";" && nesting.isOutside) {
      pushTrimmed(statements, script, { start, end: at + 1 });
      start = at + 1;
      nesting.reset();
    } else if (char === "(" || char === ")") {
      nesting.parenthesis(char);
    }
    at = endOfToken(script, at);
  }
  pushTrimmed(statements, script, { start, end: script.length });
  return statements;
}

/** Where the statement's first token begins in its text, behind white space and comments. */
export function firstTokenOf(text: string): number {
  let at = 0;
  for (;;) {
    at += matchAt(/\s+/y, text, at)?.length ?? 0;
    if (!text.startsWith("--", at) && !text.startsWith("/*", at)) return at;
    at = endOfToken(text, at);
  }
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function endOfToken(script: string, at: number): number {
  if (script.startsWith("--", at)) return endOf(script, { text: "\n", from: at });
  if (script.startsWith("/*", at)) return endOfComment(script, at);
  const char = script[at];
  if (char === "'" || char === '"') return endOfQuote(script, { from: at, escapes: false });
  if (char === "$") {
    const tag = matchAt(DOLLAR_TAG, script, at);
    return tag === undefined ? at + 1 : endOf(script, { text: tag, from: at + tag.length });
  }
  return at + (matchAt(PLAIN, script, at)?.length ?? 1);
}

function endOf(script: string, { text, from }: { text: string; from: number }): number {
  const found = script.indexOf(text, from);
  return found === -1 ? script.length : found + text.length;
}

// A doubled quote ends one literal and begins the next, which comes to the same.
function endOfQuote(script: string, { from, escapes }: { from: number; escapes: boolean }): number {
  const quote = script[from];
  for (let at = from + 1; at < script.length; at += 1) {
    if (escapes && script[at] === "\\") at += 1;
    else if (script[at] === quote) {
      if (!escapes || script[at + 1] !== quote) return at + 1;
      at += 1;
    }
  }
  return script.length;
}

function endOfComment(script: string, from: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = from;
  let depth = 0;
  for (let found = mark.exec(script); found !== null; found = mark.exec(script)) {
    depth += found[0] === "/*" ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return script.length;
}

function pushTrimmed(
  statements: Statement[],
  script: string,
  { start, end }: { start: number; end: number },
): void {
  const whole = script.slice(start, end).replace(/;+$/, "");
  const text = whole.trim();
  if (text === "") return;
  statements.push({ text, offset: start + (whole.length - whole.trimStart().length) });
}

/** Whether a semicolon ends the statement: not in parentheses, and not in a BEGIN ATOMIC ... END body. */
class Nesting {
  #parentheses = 0;
  /** Open BEGIN ATOMIC and, within it, open CASE. */
  #blocks = 0;
  #previous = "";

  get isOutside(): boolean {
    return this.#parentheses === 0 && this.#blocks === 0;
  }

  reset(): void {
    this.#parentheses = 0;
    this.#blocks = 0;
    this.#previous = "";
  }

  parenthesis(char: "(" | ")"): void {
    this.#parentheses = Math.max(0, this.#parentheses + (char === "(" ? 1 : -1));
  }

  word(word: string): void {
    const name = word.toLowerCase();
    if (name === "atomic" && this.#previous === "begin") this.#blocks += 1;
    else if (this.#blocks > 0 && name === "case") this.#blocks += 1;
    else if (this.#blocks > 0 && name === "end") this.#blocks -= 1;
    this.#previous = name;
  }
}

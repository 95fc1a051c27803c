// Splits a SQL script into its statements without changing a character of them, as the Supabase CLI records them:
// comments kept, the final semicolon and the white space around left out.
// Knows PostgreSQL's quotes, dollar quotes, nested comments, parentheses (CREATE RULE) and BEGIN ATOMIC bodies.
// https://www.postgresql.org/docs/17/sql-syntax-lexical.html

/** From 1; columns in characters. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Statement {
  readonly text: string;
  /** Where the text begins in the script. */
  readonly place: Place;
}

// What cannot change the state, in one step; words are looked at one by one.
const PLAIN = /[^A-Za-z_\u0080-\uffff'"$\-/();]+/y;
const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const DOLLAR_TAG_SO_FAR = /\$[\w\u0080-\uffff]*$/y;

export function splitStatements(script: string): readonly Statement[] {
  const splitter = createSplitter();
  return [...splitter.push(script), ...splitter.end()];
}

export interface StatementSplitter {
  /** Characters that are held, because the statement they begin has not come to its end. */
  readonly pending: number;
  /** The statements that end in what has been pushed so far. */
  push(text: string): readonly Statement[];
  /** What stands after the last semicolon. */
  end(): readonly Statement[];
}

/** Takes a script in pieces, cut anywhere. */
export function createSplitter(): StatementSplitter {
  const nesting = new Nesting();
  let script = "";
  let at = 0;
  let start: Place = { line: 1, column: 1 };

  function take(end: number): readonly Statement[] {
    const taken = script.slice(0, end);
    script = script.slice(end);
    const from = start;
    start = placeAfter(taken, from);
    at = 0;
    nesting.reset();
    const whole = taken.replace(/;+$/, "");
    const text = whole.trim();
    if (text === "") return [];
    const before = whole.slice(0, whole.length - whole.trimStart().length);
    return [{ text, place: placeAfter(before, from) }];
  }

  function split(isLast: boolean): readonly Statement[] {
    const statements: Statement[] = [];
    while (at < script.length) {
      const token = tokenAt(script, at);
      // A token that reaches the end of the piece may go on in the next.
      if (!isLast && (token.end >= script.length || matchAt(DOLLAR_TAG_SO_FAR, script, at))) break;
      at = token.end;
      if (token.word !== undefined) nesting.word(token.word);
      else if (token.char === "(" || token.char === ")") nesting.parenthesis(token.char);
      else if (token.char === ";" && nesting.isOutside) statements.push(...take(at));
    }
    return statements;
  }

  return {
    get pending() {
      return script.length;
    },
    push(text) {
      script += text;
      return split(false);
    },
    end() {
      const statements = split(true);
      return [...statements, ...take(script.length)];
    },
  };
}

interface Token {
  readonly end: number;
  readonly word?: string;
  readonly char?: string | undefined;
}

function tokenAt(script: string, at: number): Token {
  const word = matchAt(WORD, script, at);
  if (word === undefined) return { end: endOfToken(script, at), char: script[at] };
  const from = at + word.length;
  const escapes = word.toLowerCase() === "e";
  const isQuote = escapes && script[from] === "'";
  return { end: isQuote ? endOfQuote(script, { from, escapes }) : from, word };
}

/** Where a text ends that begins at a place. */
export function placeAfter(text: string, { line, column }: Place): Place {
  let lines = 0;
  let last = -1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) {
    lines += 1;
    last = at;
  }
  const characters = countCharacters(text.slice(last + 1));
  return lines === 0
    ? { line, column: column + characters }
    : { line: line + lines, column: characters + 1 };
}

/** A pair of surrogates is one character. A line may be as long as a dump, so it is not made into a list of them. */
function countCharacters(text: string): number {
  let pairs = 0;
  for (const _ of text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)) pairs += 1;
  return text.length - pairs;
}

/** The text in front of a character, counted from 1 as PostgreSQL counts. */
export function textBefore(text: string, character: number): string {
  let at = 0;
  for (let left = character - 1; left > 0 && at < text.length; left -= 1) {
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  }
  return text.slice(0, at);
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

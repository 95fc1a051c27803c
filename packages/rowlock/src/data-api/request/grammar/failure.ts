// Why a text could not be read, kept so that the wording comes out as Parsec's, which PostgREST sends to its clients.
// Guarantee: the furthest place wins; what was expected at the same place is listed once each, in the order of trial.

type Message =
  | { readonly kind: "met"; readonly at: number }
  | { readonly kind: "unexpected"; readonly text: string }
  | { readonly kind: "expected"; readonly text: string };

/** What went wrong at one place; undefined stands for "nothing known", which any known reason replaces. */
export type Reason = { readonly at: number; readonly messages: readonly Message[] } | undefined;

export interface ParseFailure {
  readonly line: number;
  readonly column: number;
  /** Such as `unexpected "c" expecting "asc" or "desc"`. */
  readonly description: string;
}

/** The character at a place did not fit; `expected` names what would have. */
export function met(at: number, expected: readonly string[]): Reason {
  const messages: Message[] = [{ kind: "met", at }];
  for (const text of expected) messages.push({ kind: "expected", text });
  return { at, messages };
}

export function unexpected(at: number, text: string): Reason {
  return { at, messages: [{ kind: "unexpected", text }] };
}

/** As `met`, where the mismatch is found later than the place that is reported (a literal of several characters). */
export function metInside(at: number, mismatch: number, expected: string): Reason {
  return {
    at,
    messages: [
      { kind: "met", at: mismatch },
      { kind: "expected", text: expected },
    ],
  };
}

export function merge(first: Reason, second: Reason): Reason {
  if (first === undefined || second === undefined) return first ?? second;
  if (first.at !== second.at) return first.at > second.at ? first : second;
  return { at: first.at, messages: [...first.messages, ...second.messages] };
}

/** Replaces whatever was expected by one name for it. */
export function relabel(reason: Reason, at: number, name: string): Reason {
  const kept = reason?.messages.filter((message) => message.kind !== "expected") ?? [];
  return { at: reason?.at ?? at, messages: [{ kind: "expected", text: name }, ...kept] };
}

export function describe(reason: Reason, text: string): ParseFailure {
  const messages = reason?.messages ?? [];
  const words = [describeUnexpected(messages, text), describeExpected(messages)];
  const description = words.filter((part) => part !== "").join(" ");
  return { ...placeOf(reason?.at ?? 0, text), description: description || "unknown parse error" };
}

function describeUnexpected(messages: readonly Message[], text: string): string {
  const named = messages.flatMap((message) =>
    message.kind === "unexpected" ? [message.text] : [],
  );
  if (named.length > 0) return `unexpected ${listed(named)}`;
  const first = messages.find((message) => message.kind === "met");
  if (first === undefined) return "";
  const character = characterAt(text, first.at);
  return `unexpected ${character === "" ? "end of input" : showText(character)}`;
}

function describeExpected(messages: readonly Message[]): string {
  const expected = listed(
    messages.flatMap((message) => (message.kind === "expected" ? [message.text] : [])),
  );
  return expected === "" ? "" : `expecting ${expected}`;
}

function listed(texts: readonly string[]): string {
  const once = [...new Set(texts.filter((text) => text !== ""))];
  if (once.length < 2) return once.join("");
  return `${once.slice(0, -1).join(", ")} or ${once.at(-1)}`;
}

export function characterAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? "" : String.fromCodePoint(code);
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
};

function escapeCharacter(character: string, quote: string): string {
  if (character === quote) return `\\${quote}`;
  const known = ESCAPES[character];
  if (known !== undefined) return known;
  const code = character.codePointAt(0) ?? 0;
  return code < 0x20 || code > 0x7e ? `\\${code}` : character;
}

/** A text in double quotes, with what is not printable ASCII as a decimal escape. */
export function showText(text: string): string {
  return `"${[...text].map((character) => escapeCharacter(character, '"')).join("")}"`;
}

/** A character in single quotes, escaped likewise. */
export function showCharacter(character: string): string {
  return `'${escapeCharacter(character, "'")}'`;
}

/** Line and column from 1; a tab goes to the next column of the form 8n + 1. */
function placeOf(at: number, text: string): { readonly line: number; readonly column: number } {
  let line = 1;
  let column = 1;
  for (const character of text.slice(0, at)) {
    if (character === "\n") {
      line += 1;
      column = 1;
    } else if (character === "\t") column += 8 - ((column - 1) % 8);
    else column += 1;
  }
  return { line, column };
}

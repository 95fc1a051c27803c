// A small parser library with Parsec's rules of choice: an alternative is tried only when the one before it took
// nothing, unless `attempt` hides what it took. PostgREST's error texts follow from these rules, so we keep them.
// Guarantee: linear in practice, no recursion deeper than MAX_NESTING allows.
import { createSieveCache } from "../../../cache/sieve-cache.ts";
import {
  characterAt,
  describe,
  merge,
  met,
  metInside,
  type ParseFailure,
  type Reason,
  relabel,
  showCharacter,
  showText,
  unexpected,
} from "./failure.ts";

/** What a parser gives when it does not match; the reason is on the input. */
export const FAILED: unique symbol = Symbol("failed");

export type Parser<T> = (input: Input) => T | typeof FAILED;

/** The text being read. */
export interface Input {
  readonly text: string;
  at: number;
  /** Why the last parser failed, or what it would have taken besides. */
  reason: Reason;
  /** Of a failure: whether something had been taken. */
  consumed: boolean;
  depth: number;
}

export type ParseResult<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly failure: ParseFailure;
      /** Whether the grammar had accepted a beginning. */
      readonly consumed: boolean;
    };

/** How deep brackets may nest; PostgREST has no limit, a server with a stack needs one. */
export const MAX_NESTING = 128;

/** Runs a parser on a text. What follows the match is not looked at: `end` does that. */
export function run<T>(parser: Parser<T>, text: string): ParseResult<T> {
  const input: Input = { text, at: 0, reason: undefined, consumed: false, depth: 0 };
  const value = parser(input);
  if (value !== FAILED) return { ok: true, value };
  return { ok: false, failure: describe(input.reason, text), consumed: input.consumed };
}

/** Texts longer than this, and more of them, are parsed each time. */
const LONGEST_KEPT = 1_024;
const MOST_KEPT = 500;

/** As `run`, for texts that come again and again: what was found for a text is kept. */
export function remembering<T>(parser: Parser<T>): (text: string) => ParseResult<T> {
  const known = createSieveCache<ParseResult<T>>(MOST_KEPT);
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const result = run(parser, text);
    if (result.ok && text.length <= LONGEST_KEPT) known.set(text, result);
    return result;
  };
}

function fail(input: Input, reason: Reason, consumed = false): typeof FAILED {
  input.reason = reason;
  input.consumed = consumed;
  return FAILED;
}

/** Which characters, and what a message calls them (a class without names is not mentioned). */
export interface CharacterClass {
  /** Matches one character; without flags. */
  readonly pattern: RegExp;
  readonly names: readonly string[];
}

/** One character of a class. */
export function character(of: CharacterClass): Parser<string> {
  const single = new RegExp(of.pattern.source, "u");
  return (input) => {
    const found = characterAt(input.text, input.at);
    if (found === "" || !single.test(found)) return fail(input, met(input.at, of.names));
    input.at += found.length;
    input.reason = undefined;
    return found;
  };
}

/** As many characters of a class as follow, at least `minimum`. */
export function characters(of: CharacterClass, minimum: 0 | 1): Parser<string> {
  const sticky = new RegExp(`(?:${of.pattern.source})*`, "uy");
  return (input) => {
    sticky.lastIndex = input.at;
    const taken = sticky.exec(input.text)?.[0] ?? "";
    const end = input.at + taken.length;
    if (taken.length < minimum) return fail(input, met(end, of.names));
    input.at = end;
    input.reason = met(end, of.names);
    return taken;
  };
}

/** Exactly this text. When only its start matches, it has been taken. */
export function text(wanted: string): Parser<string> {
  const shown = showText(wanted);
  return (input) => {
    if (input.text.startsWith(wanted, input.at)) {
      input.at += wanted.length;
      input.reason = undefined;
      return wanted;
    }
    let length = 0;
    while (input.text[input.at + length] === wanted[length]) length += 1;
    return fail(input, metInside(input.at, input.at + length, shown), length > 0);
  };
}

/** The end of the text. */
export const end: Parser<undefined> = (input) => {
  if (input.at >= input.text.length) {
    input.reason = undefined;
    return undefined;
  }
  const found = showCharacter(characterAt(input.text, input.at));
  return fail(input, relabel(unexpected(input.at, found), input.at, "end of input"));
};

/** All of them, one after the other. */
export function sequence<T extends readonly unknown[]>(
  ...parsers: { readonly [K in keyof T]: Parser<T[K]> }
): Parser<T> {
  return (input) => {
    const start = input.at;
    const values: unknown[] = [];
    let reason: Reason;
    for (const parser of parsers) {
      const from = input.at;
      const value = parser(input);
      if (value === FAILED) {
        if (!input.consumed) input.reason = merge(reason, input.reason);
        input.consumed ||= from !== start;
        return FAILED;
      }
      reason = input.at === from ? merge(reason, input.reason) : input.reason;
      values.push(value);
    }
    input.reason = reason;
    return values as unknown as T;
  };
}

/** The first that matches; one that fails after taking something ends the search. */
export function either<T>(...parsers: readonly Parser<T>[]): Parser<T> {
  return (input) => {
    const start = input.at;
    let reason: Reason;
    for (const parser of parsers) {
      const value = parser(input);
      if (value === FAILED) {
        if (input.consumed) return FAILED;
        input.at = start;
        reason = merge(reason, input.reason);
      } else {
        if (input.at === start) input.reason = merge(reason, input.reason);
        return value;
      }
    }
    return fail(input, reason);
  };
}

/** Fails as if nothing had been taken. */
export function attempt<T>(parser: Parser<T>): Parser<T> {
  return (input) => {
    const start = input.at;
    const value = parser(input);
    if (value === FAILED) {
      input.at = start;
      input.consumed = false;
    }
    return value;
  };
}

/** Matches without taking anything. */
export function ahead<T>(parser: Parser<T>): Parser<T> {
  return (input) => {
    const start = input.at;
    const value = parser(input);
    if (value !== FAILED) {
      input.at = start;
      input.reason = undefined;
    }
    return value;
  };
}

/** Matches where the character does not follow; takes nothing. */
export function notFollowedBy(of: CharacterClass): Parser<undefined> {
  const parser = character(of);
  return (input) => {
    const start = input.at;
    const found = parser(input);
    if (found === FAILED) return undefined;
    input.at = start;
    return fail(input, unexpected(start + found.length, showCharacter(found)));
  };
}

export function map<A, B>(parser: Parser<A>, change: (value: A) => B): Parser<B> {
  return (input) => {
    const value = parser(input);
    return value === FAILED ? FAILED : change(value);
  };
}

/** Matches only values that are accepted; else fails without a word. */
export function only<T>(parser: Parser<T>, accepts: (value: T) => boolean): Parser<T> {
  return (input) => {
    const start = input.at;
    const value = parser(input);
    if (value === FAILED || accepts(value)) return value;
    return fail(input, input.reason, input.at !== start);
  };
}

/** Always matches, with this value. */
export function always<T>(value: T): Parser<T> {
  return (input) => {
    input.reason = undefined;
    return value;
  };
}

export function optional<T>(parser: Parser<T>): Parser<T | undefined> {
  return either<T | undefined>(parser, always(undefined));
}

/** As often as it matches. The parser must take something each time. */
export function many<T>(parser: Parser<T>): Parser<readonly T[]> {
  return (input) => {
    const values: T[] = [];
    for (;;) {
      const from = input.at;
      const value = parser(input);
      if (value === FAILED) {
        if (input.consumed) return FAILED;
        input.at = from;
        return values;
      }
      values.push(value);
    }
  };
}

/** One or more, with something between them. */
export function separated<T>(parser: Parser<T>, between: Parser<unknown>): Parser<readonly T[]> {
  const rest = many(map(sequence<[unknown, T]>(between, parser), ([, value]) => value));
  return map(sequence<[T, readonly T[]]>(parser, rest), ([first, others]) => [first, ...others]);
}

/** What lies between an opening and a closing parser. */
export function between<T>(
  open: Parser<unknown>,
  inner: Parser<T>,
  close: Parser<unknown>,
): Parser<T> {
  return map(sequence<[unknown, T, unknown]>(open, inner, close), ([, value]) => value);
}

/** Names what is expected here, in place of the parts. */
export function label<T>(parser: Parser<T>, name: string): Parser<T> {
  return (input) => {
    const start = input.at;
    const value = parser(input);
    if (value === FAILED ? input.consumed : input.at !== start) return value;
    if (value === FAILED || input.reason !== undefined)
      input.reason = relabel(input.reason, start, name);
    return value;
  };
}

/** A parser that refers to itself: counts how deep it is. */
export function nested<T>(parser: () => Parser<T>): Parser<T> {
  return (input) => {
    if (input.depth >= MAX_NESTING) {
      return fail(input, unexpected(input.at, `nesting of more than ${MAX_NESTING} levels`), true);
    }
    input.depth += 1;
    const value = parser()(input);
    input.depth -= 1;
    return value;
  };
}

// Names and JSON paths, as they stand in select, order and filters (PostgREST's URL grammar).
// Guarantee: a name holds no NUL, so that it can be quoted; nothing here knows which names exist.
import { showText } from "./failure.ts";
import {
  ahead,
  always,
  attempt,
  between,
  type CharacterClass,
  character,
  characters,
  either,
  end,
  label,
  many,
  map,
  notFollowedBy,
  optional,
  type Parser,
  separated,
  sequence,
  text,
} from "./parser.ts";

/** One step into a JSON or composite value: `->key`, `->>key`, `->0`. */
export interface PathStep {
  readonly arrow: "->" | "->>";
  readonly kind: "key" | "index";
  /** The key, or the index with its sign. */
  readonly value: string;
}

/** A column, or a place within it. */
export interface FieldReference {
  readonly name: string;
  readonly path: readonly PathStep[];
}

/** A column of the requested resource, or of one embedded in it. */
export interface FieldAddress {
  readonly embeds: readonly string[];
  readonly field: FieldReference;
}

const IDENTIFIER: CharacterClass = { pattern: /[\p{L}0-9_ $]/u, names: ["letter", "digit"] };
const DIGIT: CharacterClass = { pattern: /[0-9]/, names: ["digit"] };
const BLANK: CharacterClass = { pattern: /[ \t]/, names: [] };
const JSON_KEY: CharacterClass = { pattern: /[^(\-:.,>)\0]/, names: [] };
const QUOTED: CharacterClass = { pattern: /[^\\"\0]/, names: [] };
const ANY: CharacterClass = { pattern: /[^\0]/, names: [] };
const GREATER: CharacterClass = { pattern: />/, names: ['">"'] };
const COLON: CharacterClass = { pattern: /:/, names: ['":"'] };

/** One character that must be exactly this one. */
export function mark(sign: string): Parser<string> {
  const pattern = new RegExp(sign.replace(/[\\().]/, "\\$&"));
  return character({ pattern, names: [showText(sign)] });
}

export const blanks = characters(BLANK, 0);

/** Allows blanks around. */
export function lexeme<T>(parser: Parser<T>): Parser<T> {
  return between(blanks, parser, blanks);
}

export const delimiter = label(character({ pattern: /\./, names: [] }), "delimiter (.)");

/** A plain name; blanks at its ends do not count. */
export const plainIdentifier = map(characters(IDENTIFIER, 1), (name) => name.trim());

/** Anything in double quotes; a backslash stands before what is meant literally. */
export const quoted: Parser<string> = map(
  between(
    mark('"'),
    many(
      either(
        characters(QUOTED, 1),
        map(sequence<[string, string]>(mark("\\"), character(ANY)), ([, c]) => c),
      ),
    ),
    mark('"'),
  ),
  (parts) => parts.join(""),
);

const dash = attempt(sequence<[string, undefined]>(mark("-"), notFollowedBy(GREATER)));

function joinedByDash(part: Parser<string>): Parser<string> {
  return map(separated(part, dash), (parts) => parts.join("-"));
}

export const fieldName = label(
  either(quoted, joinedByDash(plainIdentifier)),
  "field name (* or [a..z0..9_$])",
);

const arrow = either<PathStep["arrow"]>(
  attempt(map(text("->>"), () => "->>" as const)),
  attempt(map(text("->"), () => "->" as const)),
);

const indexEnd = either<unknown>(
  ...["->", "::", ".", ","].map((sign) => attempt(ahead(text(sign)))),
  attempt(end),
);

const indexStep = map(
  sequence<[string, string, unknown]>(
    either(mark("-"), always("+")),
    characters(DIGIT, 1),
    indexEnd,
  ),
  ([sign, digits]) => ({ kind: "index" as const, value: sign + digits }),
);

const keyStep = map(
  label(
    either(quoted, joinedByDash(map(characters(JSON_KEY, 1), (key) => key.trim()))),
    "any non reserved character different from: .,>()",
  ),
  (value) => ({ kind: "key" as const, value }),
);

const pathStep: Parser<PathStep> = map(
  sequence<[PathStep["arrow"], Omit<PathStep, "arrow">]>(
    arrow,
    either<Omit<PathStep, "arrow">>(attempt(indexStep), attempt(keyStep)),
  ),
  ([sign, step]) => ({ arrow: sign, ...step }),
);

const path = either<readonly PathStep[]>(many(pathStep), always([]));

export const fieldReference: Parser<FieldReference> = lexeme(
  map(sequence<[string, readonly PathStep[]]>(fieldName, path), ([name, steps]) => ({
    name,
    path: steps,
  })),
);

/** `embed.embed.field->path`, as the name of a query parameter. */
export const fieldAddress: Parser<FieldAddress> = map(
  sequence<[readonly string[], readonly PathStep[]]>(separated(fieldName, delimiter), path),
  ([names, steps]) => ({
    embeds: names.slice(0, -1),
    field: { name: names.at(-1) ?? "", path: steps },
  }),
);

export const columnList = separated(fieldName, lexeme(mark(",")));

const aliasSeparator = sequence<[string, undefined]>(mark(":"), notFollowedBy(COLON));

/** `alias:` before something, if it is there. */
export const optionalAlias = optional(
  attempt(map(sequence<[string, unknown]>(fieldName, aliasSeparator), ([name]) => name)),
);

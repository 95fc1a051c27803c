// Filters: `eq.5`, `not.in.(1,2)`, `fts(english).cat`, and the logic trees of `and=` and `or=`.
// Guarantee: values come out as text to be bound, formatted as the operator needs them; none of them is judged here.
import {
  IS_VALUES,
  type IsValue,
  namesOf,
  PATTERN_OPERATORS,
  QUANTIFIED_OPERATORS,
  type QuantifiedOperator,
  SEARCH_OPERATORS,
  type SearchOperator,
  SIMPLE_OPERATORS,
  type SimpleOperator,
} from "../../operators.ts";
import {
  delimiter,
  type FieldReference,
  fieldName,
  fieldReference,
  lexeme,
  mark,
  plainIdentifier,
  quoted,
} from "./names.ts";
import {
  always,
  attempt,
  between,
  type CharacterClass,
  character,
  characters,
  either,
  label,
  map,
  nested,
  notFollowedBy,
  optional,
  type ParseResult,
  type Parser,
  run,
  separated,
  sequence,
  text,
} from "./parser.ts";

export type Quantifier = "any" | "all";

/** An operator with its value: text as the grammar gives it, a slot once it is apart from the shape of the request. */
export type Comparison<Value> =
  | { readonly kind: "simple"; readonly operator: SimpleOperator; readonly value: Value }
  | {
      readonly kind: "quantified";
      readonly operator: QuantifiedOperator;
      readonly quantifier: Quantifier | undefined;
      readonly value: Value;
    }
  /** The value is an array in PostgreSQL's text form. */
  | { readonly kind: "in"; readonly value: Value }
  | { readonly kind: "is"; readonly constant: IsValue }
  | { readonly kind: "isdistinct"; readonly value: Value }
  | {
      readonly kind: "search";
      readonly operator: SearchOperator;
      readonly language: string | undefined;
      readonly value: Value;
    };

export interface Predicate<Value> {
  readonly negated: boolean;
  readonly comparison: Comparison<Value>;
}

export type LogicTree<Value> =
  | {
      readonly kind: "condition";
      readonly field: FieldReference;
      readonly predicate: Predicate<Value>;
    }
  | {
      readonly kind: "and" | "or";
      readonly negated: boolean;
      readonly members: readonly LogicTree<Value>[];
    };

type Written = Comparison<string>;

const ANYTHING: CharacterClass = { pattern: /[\s\S]/, names: [] };
const LIST_ITEM: CharacterClass = { pattern: /[^,)]/, names: [] };
const ARRAY_ITEM: CharacterClass = { pattern: /[^{}]/, names: [] };

/** A parser for each name of a table, tried in order; each hides what it took when it fails. */
function oneOfNames<Name extends string>(table: Readonly<Record<Name, string>>): Parser<Name> {
  return either<Name>(...namesOf(table).map((name) => attempt(map(text(name), () => name))));
}

function anyCase(word: string): Parser<string> {
  const letters = [...word].map((letter) =>
    letter === "_"
      ? mark("_")
      : either(
          character({ pattern: new RegExp(letter), names: [`"${letter}"`] }),
          character({
            pattern: new RegExp(letter.toUpperCase()),
            names: [`"${letter.toUpperCase()}"`],
          }),
        ),
  );
  return map(sequence<readonly string[]>(...letters), () => word);
}

const quotedItem = attempt(
  map(sequence<[string, undefined]>(quoted, notFollowedBy(LIST_ITEM)), ([value]) => value),
);
const bareItem = characters(LIST_ITEM, 0);
const listItem = either(quotedItem, bareItem);

const list = map(
  sequence<[string, readonly string[], string]>(
    lexeme(mark("(")),
    separated(listItem, mark(",")),
    lexeme(mark(")")),
  ),
  ([, values]) => values,
);

/** Writes an array as PostgreSQL reads one; a list of one empty item is the empty array. */
function arrayText(items: readonly string[]): string {
  if (items.length === 1 && items[0] === "") return "{}";
  return `{${items.map((item) => `"${item.replace(/[\\"]/g, "\\$&")}"`).join(",")}}`;
}

function prefixed(name: string): Parser<unknown> {
  return attempt(sequence<[string, string]>(text(name), delimiter));
}

const membership: Parser<Written> = map(
  sequence<[unknown, readonly string[]]>(prefixed("in"), list),
  ([, values]) => ({ kind: "in", value: arrayText(values) }),
);

const isValue = label(
  either<IsValue>(...namesOf(IS_VALUES).map((name) => attempt(map(anyCase(name), () => name)))),
  "isVal: (null, not_null, true, false, unknown)",
);

const identity: Parser<Written> = map(
  sequence<[unknown, IsValue]>(prefixed("is"), isValue),
  ([, constant]) => ({ kind: "is", constant }),
);

function inParentheses<T>(parser: Parser<T>): Parser<T | undefined> {
  return optional(attempt(between(mark("("), parser, mark(")"))));
}

const quantifier = inParentheses(
  either<Quantifier>(
    attempt(map(text("any"), () => "any" as const)),
    map(text("all"), () => "all" as const),
  ),
);

function quantifiedComparison(
  operator: QuantifiedOperator,
  {
    quantifier: of,
    value,
  }: { readonly quantifier: Quantifier | undefined; readonly value: string },
): Written {
  const bound = PATTERN_OPERATORS.has(operator) ? value.replaceAll("*", "%") : value;
  return { kind: "quantified", operator, quantifier: of, value: bound };
}

function comparisonWith(value: Parser<string>): Parser<Written> {
  const distinct = map(
    sequence<[unknown, string]>(prefixed("isdistinct"), value),
    ([, text]): Written => ({ kind: "isdistinct", value: text }),
  );
  const search = map(
    sequence<[SearchOperator, string | undefined, string, string]>(
      oneOfNames(SEARCH_OPERATORS),
      inParentheses(plainIdentifier),
      delimiter,
      value,
    ),
    ([operator, language, , text]): Written => ({
      kind: "search",
      operator,
      language,
      value: text,
    }),
  );
  const simple = map(
    sequence<[SimpleOperator, string, string]>(
      label(oneOfNames(SIMPLE_OPERATORS), "unknown single value operator"),
      delimiter,
      value,
    ),
    ([operator, , text]): Written => ({ kind: "simple", operator, value: text }),
  );
  const quantified = map(
    sequence<[QuantifiedOperator, Quantifier | undefined, string, string]>(
      label(oneOfNames(QUANTIFIED_OPERATORS), "unknown single value operator"),
      quantifier,
      delimiter,
      value,
    ),
    ([operator, of, , text]) => quantifiedComparison(operator, { quantifier: of, value: text }),
  );
  return label(
    either(membership, identity, distinct, attempt(search), attempt(simple), attempt(quantified)),
    "operator (eq, gt, ...)",
  );
}

const negation = either<boolean>(
  attempt(map(sequence<[string, string]>(text("not"), delimiter), () => true)),
  always(false),
);

function predicateWith(value: Parser<string>): Parser<Predicate<string>> {
  return map(
    sequence<[boolean, Written]>(negation, comparisonWith(value)),
    ([negated, comparison]) => ({ negated, comparison }),
  );
}

const predicate = predicateWith(characters(ANYTHING, 0));

/** The common case, told by one look: an operator of one value without options. */
const PLAIN = new RegExp(
  `^(not\\.)?(?:(${namesOf(SIMPLE_OPERATORS).join("|")})|(${namesOf(QUANTIFIED_OPERATORS).join("|")}))\\.`,
);

/** A filter as the value of its own parameter: what follows the operator is the value, to the end. */
export function parsePredicate(text: string): ParseResult<Predicate<string>> {
  const plain = PLAIN.exec(text);
  if (plain === null) return run(predicate, text);
  const [start, not, simple, quantified] = plain;
  const value = text.slice(start.length);
  const comparison =
    simple === undefined
      ? quantifiedComparison(quantified as QuantifiedOperator, { quantifier: undefined, value })
      : { kind: "simple" as const, operator: simple as SimpleOperator, value };
  return { ok: true, value: { negated: not !== undefined, comparison } };
}

const arrayLiteral = attempt(
  map(
    sequence<[string, string, string]>(text("{"), characters(ARRAY_ITEM, 0), text("}")),
    (parts) => parts.join(""),
  ),
);

const predicateInTree = predicateWith(either(quotedItem, arrayLiteral, bareItem));

const condition: Parser<LogicTree<string>> = map(
  sequence<[FieldReference, string, Predicate<string>]>(fieldReference, delimiter, predicateInTree),
  ([field, , found]) => ({ kind: "condition", field, predicate: found }),
);

const connective = label(
  either<"and" | "or">(
    attempt(map(text("and"), () => "and" as const)),
    map(text("or"), () => "or" as const),
  ),
  "logic operator (and, or)",
);

const group: Parser<LogicTree<string>> = map(
  sequence<[boolean, "and" | "or", string, readonly LogicTree<string>[], string]>(
    label(negation, "negation operator (not)"),
    connective,
    lexeme(mark("(")),
    separated(
      nested(() => logicTree),
      lexeme(mark(",")),
    ),
    lexeme(mark(")")),
  ),
  ([negated, kind, , members]) => ({ kind, negated, members }),
);

/** `and(a.eq.1,not.or(b.lt.2,c.is.null))`. */
export const logicTree: Parser<LogicTree<string>> = either<LogicTree<string>>(
  attempt(condition),
  group,
);

/** The name of a parameter that holds a logic tree: `embed.not.or`. */
export const logicPath = map(separated(fieldName, delimiter), (names) => ({
  embeds: names.slice(0, -1).filter((name) => name !== "not"),
  operator: names.includes("not") ? `not.${names.at(-1)}` : (names.at(-1) ?? ""),
}));

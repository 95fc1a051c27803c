// The `order` parameter: columns, also of to-one embedded resources, with direction and the place of nulls.
import {
  delimiter,
  type FieldReference,
  fieldName,
  fieldReference,
  lexeme,
  mark,
} from "./names.ts";
import {
  ahead,
  attempt,
  between,
  either,
  end,
  map,
  optional,
  type Parser,
  separated,
  sequence,
  text,
} from "./parser.ts";

export interface OrderTerm {
  readonly field: FieldReference;
  /** The embedded resource whose column it is; undefined: the resource's own. */
  readonly embed: string | undefined;
  readonly direction: "asc" | "desc" | undefined;
  readonly nulls: "first" | "last" | undefined;
}

function dotted<T>(word: string, value: T): Parser<T> {
  return attempt(map(sequence<[string, string]>(delimiter, text(word)), () => value));
}

const direction = optional(either<"asc" | "desc">(dotted("asc", "asc"), dotted("desc", "desc")));
const nulls = either<"first" | "last">(dotted("nullsfirst", "first"), dotted("nullslast", "last"));

const termEnd = either<unknown>(attempt(ahead(mark(","))), attempt(end));

const nullsThenEnd = either<"first" | "last" | undefined>(
  map(
    sequence<["first" | "last" | undefined, unknown]>(optional(nulls), termEnd),
    ([place]) => place,
  ),
  map(termEnd, () => undefined),
);

const ownTerm: Parser<OrderTerm> = map(
  sequence<[FieldReference, OrderTerm["direction"], OrderTerm["nulls"]]>(
    fieldReference,
    direction,
    nullsThenEnd,
  ),
  ([field, way, place]) => ({ field, embed: undefined, direction: way, nulls: place }),
);

const embedTerm: Parser<OrderTerm> = map(
  sequence<[string, FieldReference, OrderTerm["direction"], OrderTerm["nulls"]]>(
    fieldName,
    between(mark("("), fieldReference, mark(")")),
    direction,
    nullsThenEnd,
  ),
  ([embed, field, way, place]) => ({ field, embed, direction: way, nulls: place }),
);

export const orderList: Parser<readonly OrderTerm[]> = separated(
  lexeme(either<OrderTerm>(attempt(embedTerm), ownTerm)),
  mark(","),
);

// The `select` parameter: columns, JSON paths, casts, aggregates, embedded and spread resources.
import {
  type FieldReference,
  fieldName,
  fieldReference,
  lexeme,
  mark,
  optionalAlias,
  plainIdentifier,
} from "./names.ts";
import {
  ahead,
  always,
  attempt,
  between,
  either,
  end,
  map,
  nested,
  only,
  optional,
  type Parser,
  separated,
  sequence,
  text,
} from "./parser.ts";

export const AGGREGATES = ["sum", "avg", "count", "max", "min"] as const;
export type Aggregate = (typeof AGGREGATES)[number];

export interface SelectField {
  readonly kind: "field";
  readonly field: FieldReference;
  readonly alias: string | undefined;
  readonly cast: string | undefined;
  readonly aggregate: Aggregate | undefined;
  /** The cast of the aggregate's result. */
  readonly aggregateCast: string | undefined;
}

export type JoinKind = "left" | "inner";

export interface SelectEmbed {
  readonly kind: "embed" | "spread";
  /** A table, view, column, constraint or function: what it is, the catalog knows. */
  readonly target: string;
  readonly alias: string | undefined;
  readonly hint: string | undefined;
  readonly join: JoinKind | undefined;
  readonly select: readonly SelectItem[];
}

export type SelectItem = SelectField | SelectEmbed;

type EmbedParameter =
  | { readonly kind: "join"; readonly join: JoinKind }
  | { readonly kind: "hint"; readonly hint: string };

function joinKind(join: JoinKind): Parser<EmbedParameter> {
  return attempt(map(text(join), () => ({ kind: "join" as const, join })));
}

const embedParameter = map(
  sequence<[string, EmbedParameter]>(
    mark("!"),
    either<EmbedParameter>(
      joinKind("left"),
      joinKind("inner"),
      attempt(map(fieldName, (hint) => ({ kind: "hint" as const, hint }))),
    ),
  ),
  ([, parameter]) => parameter,
);

const embedParameters = map(
  sequence<[EmbedParameter | undefined, EmbedParameter | undefined]>(
    optional(embedParameter),
    optional(embedParameter),
  ),
  (parameters) => {
    const hint = parameters.find((parameter) => parameter?.kind === "hint");
    const join = parameters.find((parameter) => parameter?.kind === "join");
    return { hint: hint?.hint, join: join?.join };
  },
);

const opens = attempt(ahead(text("(")));

type EmbedHead = Omit<SelectEmbed, "select">;
type EmbedOptions = Pick<SelectEmbed, "hint" | "join">;

const spreadHead: Parser<EmbedHead> = lexeme(
  map(
    sequence<[string, string, EmbedOptions, unknown]>(
      text("..."),
      fieldName,
      embedParameters,
      opens,
    ),
    ([, target, options]) => ({ kind: "spread" as const, target, alias: undefined, ...options }),
  ),
);

const embedHead: Parser<EmbedHead> = lexeme(
  map(
    sequence<[string | undefined, string, EmbedOptions, unknown]>(
      optionalAlias,
      only(fieldName, (name) => name !== "count"),
      embedParameters,
      opens,
    ),
    ([alias, target, options]) => ({ kind: "embed" as const, target, alias, ...options }),
  ),
);

const fieldEnd = either<unknown>(
  attempt(ahead(text(")"))),
  attempt(ahead(text(","))),
  attempt(end),
);

const optionalCast = optional(
  map(sequence<[string, string]>(text("::"), plainIdentifier), ([, cast]) => cast),
);

const aggregateName = either<Aggregate>(
  ...AGGREGATES.map((name) =>
    name === "max" || name === "min"
      ? attempt(map(text(name), () => name))
      : map(text(name), () => name),
  ),
);

const optionalAggregate = optional(
  attempt(
    map(
      sequence<[string, Aggregate, string]>(mark("."), aggregateName, text("()")),
      ([, name]) => name,
    ),
  ),
);

const WHOLE_ROW: FieldReference = { name: "*", path: [] };

function plain(field: FieldReference): SelectField {
  return {
    kind: "field",
    field,
    alias: undefined,
    cast: undefined,
    aggregate: undefined,
    aggregateCast: undefined,
  };
}

const star = map(sequence<[string, unknown]>(text("*"), fieldEnd), () => plain(WHOLE_ROW));

const rowCount = map(
  sequence<[string | undefined, string, string | undefined, unknown]>(
    optionalAlias,
    text("count()"),
    optionalCast,
    fieldEnd,
  ),
  ([alias, , aggregateCast]): SelectField => ({
    ...plain(WHOLE_ROW),
    alias,
    aggregate: "count",
    aggregateCast,
  }),
);

const column = map(
  sequence<
    [
      string | undefined,
      FieldReference,
      string | undefined,
      Aggregate | undefined,
      string | undefined,
      unknown,
    ]
  >(optionalAlias, fieldReference, optionalCast, optionalAggregate, optionalCast, fieldEnd),
  ([alias, field, cast, aggregate, aggregateCast]): SelectField => ({
    kind: "field",
    field,
    alias,
    cast,
    aggregate,
    aggregateCast,
  }),
);

const selectField = lexeme(either<SelectField>(attempt(star), attempt(rowCount), column));

function withSelect(head: Parser<EmbedHead>): Parser<SelectItem> {
  const inner = nested(() => selectList);
  return map(
    sequence<[EmbedHead, readonly SelectItem[]]>(
      attempt(head),
      between(mark("("), inner, mark(")")),
    ),
    ([embed, select]) => ({ ...embed, select }),
  );
}

const selectItem = either<SelectItem>(withSelect(spreadHead), withSelect(embedHead), selectField);

export const selectList: Parser<readonly SelectItem[]> = either<readonly SelectItem[]>(
  separated(selectItem, lexeme(mark(","))),
  always([]),
);

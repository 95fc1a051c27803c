// The filter operators: how a request names them and what PostgreSQL calls them. A new operator is a line here.
// The order is the order of trial, and longer names come before their prefixes.

/** Operators that take a value, and `any` or `all` before a list of values. */
export const QUANTIFIED_OPERATORS = {
  eq: "=",
  gte: ">=",
  gt: ">",
  lte: "<=",
  lt: "<",
  like: "like",
  ilike: "ilike",
  match: "~",
  imatch: "~*",
} as const;

/** Operators that take one value. */
export const SIMPLE_OPERATORS = {
  neq: "<>",
  cs: "@>",
  cd: "<@",
  ov: "&&",
  sl: "<<",
  sr: ">>",
  nxr: "&<",
  nxl: "&>",
  adj: "-|-",
} as const;

/** Full text search: the function that makes the query, whose match is asked with `@@`. */
export const SEARCH_OPERATORS = {
  fts: "to_tsquery",
  plfts: "plainto_tsquery",
  phfts: "phraseto_tsquery",
  wfts: "websearch_to_tsquery",
} as const;

/** What `is` may be followed by. */
export const IS_VALUES = {
  null: "NULL",
  not_null: "NOT NULL",
  true: "TRUE",
  false: "FALSE",
  unknown: "UNKNOWN",
} as const;

export type QuantifiedOperator = keyof typeof QUANTIFIED_OPERATORS;
export type SimpleOperator = keyof typeof SIMPLE_OPERATORS;
export type SearchOperator = keyof typeof SEARCH_OPERATORS;
export type IsValue = keyof typeof IS_VALUES;

/** The operators in whose patterns `*` stands for `%`. */
export const PATTERN_OPERATORS: ReadonlySet<QuantifiedOperator> = new Set([
  "like",
  "ilike",
] as const);

/** The names of a table of operators, in their order. */
export function namesOf<Name extends string>(
  table: Readonly<Record<Name, string>>,
): readonly Name[] {
  return Object.keys(table) as Name[];
}

// The language of a subscription's filter: `column=op.value`, several joined by commas, each of which must hold; `not.`
// before the operator turns it round. A comma inside of quotes or parentheses belongs to the value.
// Values stay text: PostgreSQL alone knows what they mean to a column.
// https://supabase.com/docs/guides/realtime/postgres-changes#available-filters

const OPERATORS = [
  "eq",
  "neq",
  "lt",
  "lte",
  "gt",
  "gte",
  "in",
  "like",
  "ilike",
  "is",
  "match",
  "imatch",
  "isdistinct",
] as const;

export type FilterOperator = (typeof OPERATORS)[number];

export interface FilterClause {
  readonly column: string;
  readonly operator: FilterOperator;
  readonly negated: boolean;
  /** Of `in` an array as PostgreSQL reads it: {a,"b,c"}. */
  readonly value: string;
}

/** The message is for whoever subscribes. */
export class FilterError extends Error {}

/** @throws FilterError */
export function readFilter(text: string): readonly FilterClause[] {
  if (text.trim() === "") return [];
  return splitClauses(text).map(readClause);
}

function splitClauses(text: string): readonly string[] {
  const clauses: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (quoted) {
      if (letter === "\\") at += 1;
      else if (letter === '"') quoted = false;
    } else if (letter === '"') quoted = ".(,".includes(text[at - 1] ?? " ");
    else if (letter === "(") depth += 1;
    else if (letter === ")") depth = Math.max(0, depth - 1);
    else if (letter === "," && depth === 0) {
      clauses.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...clauses, text.slice(start)];
}

function readClause(given: string): FilterClause {
  const text = given.trim();
  if (text === "") {
    throw new FilterError("filter must not contain empty segments (check for extra commas)");
  }
  const [column, condition] = splitOnce(text, "=");
  if (condition === undefined) throw unreadable([column]);
  const negated = condition.startsWith("not.");
  const [operator, value] = splitOnce(negated ? condition.slice(4) : condition, ".");
  if (value === undefined) throw unreadable([operator]);
  if (!isOperator(operator)) throw unreadable([operator, value]);
  return { column, operator, negated, value: operator === "in" ? readList(value) : unquote(value) };
}

function splitOnce(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function isOperator(text: string): text is FilterOperator {
  return (OPERATORS as readonly string[]).includes(text);
}

function unreadable(parts: readonly string[]): FilterError {
  return new FilterError(`[${parts.map((part) => JSON.stringify(part)).join(", ")}]`);
}

function readList(value: string): string {
  if (value.length >= 2 && value.startsWith("(") && value.endsWith(")")) {
    return `{${value.slice(1, -1)}}`;
  }
  throw new FilterError("`in` filter value must be wrapped by parentheses");
}

/** A value that is quoted from end to end is what stands between. */
function unquote(value: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/s.exec(value)?.[1];
  return quoted === undefined ? value : quoted.replaceAll(/\\(.)/gs, "$1");
}

// SQL as data: a fragment is a list of literal text, quoted identifiers and bound values, marked by a symbol, so that
// no value from a request can ever pass for SQL. This folder is the only code that quotes.
import { RowlockError } from "../errors/rowlock-error.ts";

const FRAGMENT: unique symbol = Symbol("rowlock.sql");

type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "value"; readonly value: SqlValue }
  | { readonly kind: "slot"; readonly slot: number };

/** A value as it is bound: text, bytes or NULL. Casts belong to the SQL around it. */
export type SqlValue = string | Uint8Array | null;

export interface Sql {
  readonly [FRAGMENT]: readonly Piece[];
}

export function isSql(value: unknown): value is Sql {
  return typeof value === "object" && value !== null && FRAGMENT in value;
}

function fragment(pieces: readonly Piece[]): Sql {
  return Object.freeze({ [FRAGMENT]: pieces });
}

function piecesOf(value: unknown): readonly Piece[] {
  if (isSql(value)) return value[FRAGMENT];
  throw new RowlockError({
    code: "INTERNAL",
    message: `A sql template was given a bare ${value === null ? "null" : typeof value}`,
    hint: "Wrap it: param(value) binds it, identifier(name) quotes it",
  });
}

/** Builds a fragment; every interpolation must itself be a fragment. @throws on anything else. */
export function sql(strings: TemplateStringsArray, ...parts: readonly Sql[]): Sql {
  const pieces: Piece[] = [];
  strings.forEach((text, index) => {
    if (text !== "") pieces.push({ kind: "text", text });
    if (index < parts.length) for (const piece of piecesOf(parts[index])) pieces.push(piece);
  });
  return fragment(pieces);
}

export const empty: Sql = fragment([]);

/** A bound parameter: `$n` in the text, its value apart. */
export function param(value: SqlValue): Sql {
  return fragment([{ kind: "value", value }]);
}

/** A parameter whose value comes later: `$n` in the text, and at n the value of this index in what is then bound. */
export function slot(index: number): Sql {
  return fragment([{ kind: "slot", slot: index }]);
}

/** A quoted name, or several joined by dots: `identifier("public", "tasks")` is `"public"."tasks"`. */
export function identifier(...names: readonly string[]): Sql {
  return fragment([{ kind: "text", text: names.map(quoteIdentifier).join(".") }]);
}

/** A quoted text literal, for the places that take no parameter (utility statements, stored definitions). */
export function literal(value: string): Sql {
  return fragment([{ kind: "text", text: quoteLiteral(value) }]);
}

/** SQL text that this code base wrote itself: never anything that came from outside. */
export function trusted(text: string): Sql {
  return fragment([{ kind: "text", text }]);
}

export function join(parts: readonly Sql[], separator = ", "): Sql {
  const pieces: Piece[] = [];
  parts.forEach((part, index) => {
    if (index > 0) pieces.push({ kind: "text", text: separator });
    for (const piece of piecesOf(part)) pieces.push(piece);
  });
  return fragment(pieces);
}

export interface CompiledSql {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** Gives the text with `$1`... and the values in their order. */
export function compile(value: Sql): CompiledSql {
  const values: SqlValue[] = [];
  let text = "";
  for (const piece of piecesOf(value)) {
    if (piece.kind === "text") text += piece.text;
    else if (piece.kind === "value") text += `$${values.push(piece.value)}`;
    else throw new RowlockError({ code: "INTERNAL", message: "A slot needs compileTemplate" });
  }
  return { text, values };
}

/** A statement written once and bound many times. */
export interface SqlTemplate {
  readonly text: string;
  /** Gives the parameters of one execution; `values[i]` fills the slots of index i. */
  readonly bind: (values: readonly SqlValue[]) => readonly SqlValue[];
}

/** Gives a text that can be cached; values of slots come with each execution. */
export function compileTemplate(value: Sql): SqlTemplate {
  const parameters: (SqlValue | number)[] = [];
  let text = "";
  for (const piece of piecesOf(value)) {
    if (piece.kind === "text") text += piece.text;
    else text += `$${parameters.push(piece.kind === "value" ? piece.value : piece.slot)}`;
  }
  return {
    text,
    bind: (values) =>
      parameters.map((parameter) =>
        typeof parameter === "number" ? (values[parameter] ?? null) : parameter,
      ),
  };
}

/** Quotes a name as PostgreSQL's quote_ident does, always with quotes. @throws when it holds a NUL. */
export function quoteIdentifier(name: string): string {
  if (name.includes("\0")) {
    throw new RowlockError({ code: "INTERNAL", message: "A name may not hold a NUL character" });
  }
  return `"${name.replaceAll('"', '""')}"`;
}

/** Quotes a text as PostgreSQL's quote_literal does. @throws when it holds a NUL. */
export function quoteLiteral(value: string): string {
  if (value.includes("\0")) {
    throw new RowlockError({ code: "INTERNAL", message: "A literal may not hold a NUL character" });
  }
  const quoted = `'${value.replaceAll("'", "''")}'`;
  return value.includes("\\") ? ` E${quoted.replaceAll("\\", "\\\\")}` : quoted;
}

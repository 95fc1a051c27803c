// What stands between the braces of a template: `{{ operand || operand || ... }}`, each operand a path or a literal.
// Parsing only; what a path means is not known here.
import type { JsonValue } from "../verified-token.ts";

export type Operand =
  | { readonly kind: "path"; readonly path: readonly (string | number)[]; readonly text: string }
  | { readonly kind: "literal"; readonly value: string | number | boolean };

/** The first operand that is neither null nor false, else the last. */
export interface Expression {
  readonly operands: readonly Operand[];
}

/** A claim's text, cut into what stands as it is and what is filled in. */
export type TextPart = string | Expression;

/** A mistake in a text, with the place counted from 0. */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
  readonly offset: number;
  readonly expression: string;

  constructor(message: string, place: { readonly offset: number; readonly expression: string }) {
    super(message);
    this.offset = place.offset;
    this.expression = place.expression;
  }
}

/** Cuts a text at its braces. @throws ExpressionError */
export function parseText(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (;;) {
    const open = text.indexOf("{{", from);
    if (open === -1) break;
    const close = closingBraces(text, open + 2);
    if (close === -1) {
      throw new ExpressionError("A shortcode is not closed: expected }}", {
        offset: open,
        expression: text.slice(open),
      });
    }
    if (open > from) parts.push(text.slice(from, open));
    parts.push(parseExpression(text.slice(open + 2, close), open + 2));
    from = close + 2;
  }
  if (from < text.length || parts.length === 0) parts.push(text.slice(from));
  return parts;
}

/** Where `}}` stands outside of a string literal; -1 when nowhere. */
function closingBraces(text: string, from: number): number {
  let quoted = false;
  for (let index = from; index < text.length; index += 1) {
    const character = text[index];
    if (quoted && character === "\\") index += 1;
    else if (character === "'") quoted = !quoted;
    else if (!quoted && text.startsWith("}}", index)) return index;
  }
  return -1;
}

function parseExpression(source: string, base: number): Expression {
  const scanner = new Scanner(source, base);
  const operands: Operand[] = [scanner.operand()];
  while (scanner.takeOr()) operands.push(scanner.operand());
  scanner.expectEnd();
  return { operands };
}

const NAME = /[A-Za-z_$][\w$-]*/y;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w$])/y;
const STRING = /'((?:[^'\\]|\\.)*)'/y;
const STEP = /\.([\w$][\w$-]*)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]/y;

class Scanner {
  readonly #source: string;
  readonly #base: number;
  #index = 0;

  constructor(source: string, base: number) {
    this.#source = source;
    this.#base = base;
  }

  operand(): Operand {
    this.#skipSpace();
    const text = this.#take(STRING);
    if (text !== undefined) return { kind: "literal", value: unquote(text[1] ?? "") };
    const number = this.#take(NUMBER);
    if (number !== undefined) return { kind: "literal", value: Number(number[0]) };
    const start = this.#index;
    const name = this.#take(NAME)?.[0];
    if (name === undefined)
      throw this.#error("Expected a shortcode, a number, true, false or a 'text'");
    const path: (string | number)[] = [name];
    for (let step = this.#take(STEP); step !== undefined; step = this.#take(STEP)) {
      if (step[1] !== undefined) path.push(step[1]);
      else if (step[2] !== undefined) path.push(Number(step[2]));
      else path.push(unquote(step[3] ?? ""));
    }
    if (path.length === 1 && (name === "true" || name === "false")) {
      return { kind: "literal", value: name === "true" };
    }
    return { kind: "path", path, text: this.#source.slice(start, this.#index) };
  }

  takeOr(): boolean {
    this.#skipSpace();
    if (!this.#source.startsWith("||", this.#index)) return false;
    this.#index += 2;
    return true;
  }

  expectEnd(): void {
    if (this.#index < this.#source.length)
      throw this.#error("Expected || or the end of the shortcode");
  }

  #skipSpace(): void {
    while (/\s/.test(this.#source[this.#index] ?? "")) this.#index += 1;
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#index;
    const match = pattern.exec(this.#source);
    if (match === null) return undefined;
    this.#index = pattern.lastIndex;
    return match;
  }

  #error(message: string): ExpressionError {
    return new ExpressionError(message, {
      offset: this.#base + this.#index,
      expression: `{{${this.#source}}}`,
    });
  }
}

function unquote(text: string): string {
  return text.replace(/\\(.)/gs, "$1");
}

/** Reads one step of a path from a value's own properties; null where there is nothing. */
export function step(value: JsonValue, key: string | number): JsonValue {
  if (Array.isArray(value)) {
    const index = typeof key === "number" ? key : /^\d+$/.test(key) ? Number(key) : -1;
    return (value as readonly JsonValue[])[index] ?? null;
  }
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return null;
  return (value as Readonly<Record<string, JsonValue>>)[key] ?? null;
}

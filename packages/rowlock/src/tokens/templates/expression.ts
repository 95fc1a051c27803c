// What stands between the braces of a template: `{{ operand || operand || ... }}`, each operand a path or a literal.
// Parsing only; what a path means is not known here.
import { createTextScanner, type TextScanner, TextSyntaxError } from "../text-scanner.ts";
import type { JsonValue } from "../verified-token.ts";

type Operand =
  | { readonly kind: "path"; readonly path: readonly (string | number)[]; readonly text: string }
  | { readonly kind: "literal"; readonly value: string | number | boolean };

/** The first operand that is neither null nor false, else the last. */
export interface Expression {
  readonly operands: readonly Operand[];
}

/** A claim's text, cut into what stands as it is and what is filled in. */
export type TextPart = string | Expression;

/** Cuts a text at its braces. @throws TextSyntaxError */
export function parseText(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (let open = text.indexOf("{{"); open !== -1; open = text.indexOf("{{", from)) {
    const close = closingBraces(text, open + 2);
    if (close === -1) throw new TextSyntaxError("}}, because a shortcode is not closed", open);
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
  const scanner = createTextScanner(source);
  try {
    const operands: Operand[] = [];
    do {
      scanner.skipSpace();
      operands.push(parseOperand(scanner, source));
      scanner.skipSpace();
    } while (scanner.accept("||"));
    if (!scanner.atEnd) throw scanner.error("|| or the end of the shortcode");
    return { operands };
  } catch (error) {
    if (!(error instanceof TextSyntaxError)) throw error;
    throw new TextSyntaxError(error.expected, base + error.offset);
  }
}

const NAME = /[A-Za-z_$][\w$-]*/y;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w$])/y;
const STRING = /'((?:[^'\\]|\\.)*)'/sy;
const STEP = /\.([\w$][\w$-]*)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]/sy;

function parseOperand(scanner: TextScanner, source: string): Operand {
  const text = scanner.match(STRING);
  if (text !== undefined) return { kind: "literal", value: withoutEscapes(text[1] ?? "") };
  const number = scanner.match(NUMBER);
  if (number !== undefined) return { kind: "literal", value: Number(number[0]) };
  const start = scanner.offset;
  const name = scanner.match(NAME)?.[0];
  if (name === undefined) throw scanner.error("a shortcode, a number, true, false or a 'text'");
  const path: (string | number)[] = [name];
  for (let found = scanner.match(STEP); found !== undefined; found = scanner.match(STEP)) {
    const [, field, index, quoted] = found;
    path.push(index === undefined ? (field ?? withoutEscapes(quoted ?? "")) : Number(index));
  }
  if (path.length === 1 && (name === "true" || name === "false")) {
    return { kind: "literal", value: name === "true" };
  }
  return { kind: "path", path, text: source.slice(start, scanner.offset) };
}

function withoutEscapes(text: string): string {
  return text.replace(/\\(.)/gs, "$1");
}

/** Reads one step of a path from a value's own properties; null where there is nothing. */
export function readStep(value: JsonValue, key: string | number): JsonValue {
  if (Array.isArray(value)) {
    const index = typeof key === "number" ? key : /^\d+$/.test(key) ? Number(key) : -1;
    return (value as readonly JsonValue[])[index] ?? null;
  }
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return null;
  return (value as Readonly<Record<string, JsonValue>>)[key] ?? null;
}

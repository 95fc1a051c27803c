// JSONPath (RFC 9535) as a tree, with the one function that PostgREST knows too: search(). Parsing only.
import { createTextScanner, type TextScanner } from "../text-scanner.ts";

export interface JsonPath {
  readonly root: "$" | "@";
  readonly segments: readonly Segment[];
}

export interface Segment {
  /** True: everything below, at any depth (`..`). */
  readonly descendant: boolean;
  readonly selectors: readonly Selector[];
}

export type Selector =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "wildcard" }
  | { readonly kind: "index"; readonly index: number }
  | {
      readonly kind: "slice";
      readonly start?: number;
      readonly end?: number;
      readonly step: number;
    }
  | { readonly kind: "filter"; readonly test: Test };

export type Test =
  | { readonly kind: "or"; readonly tests: readonly Test[] }
  | { readonly kind: "and"; readonly tests: readonly Test[] }
  | { readonly kind: "not"; readonly test: Test }
  | { readonly kind: "exists"; readonly path: JsonPath }
  | { readonly kind: "search"; readonly operand: Operand; readonly pattern: RegExp }
  | {
      readonly kind: "compare";
      readonly operator: Operator;
      readonly left: Operand;
      readonly right: Operand;
    };

export type Operator = "==" | "!=" | "<" | "<=" | ">" | ">=";

export type Operand =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "path"; readonly path: JsonPath };

const OPERATORS: readonly Operator[] = ["==", "!=", "<=", ">=", "<", ">"];
const NAME = /[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*/y;
const INTEGER = /-?(?:0|[1-9]\d*)(?![\d.])/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const DOUBLE_QUOTED = /"((?:[^"\\]|\\.)*)"/sy;
const SINGLE_QUOTED = /'((?:[^'\\]|\\.)*)'/sy;

/** Parses a path that begins with `$`. @throws TextSyntaxError */
export function parseJsonPath(text: string): JsonPath {
  const scanner = createTextScanner(text);
  scanner.expect("$");
  const path = { root: "$", segments: parseSegments(scanner) } as const;
  if (!scanner.atEnd) throw scanner.error("a segment such as .name or [0]");
  return path;
}

function parseSegments(scanner: TextScanner): readonly Segment[] {
  const segments: Segment[] = [];
  for (;;) {
    if (scanner.accept("..")) {
      const selectors = scanner.sees("[") ? parseBrackets(scanner) : [parseShorthand(scanner)];
      segments.push({ descendant: true, selectors });
    } else if (scanner.accept(".")) {
      segments.push({ descendant: false, selectors: [parseShorthand(scanner)] });
    } else if (scanner.sees("[")) {
      segments.push({ descendant: false, selectors: parseBrackets(scanner) });
    } else {
      return segments;
    }
  }
}

function parseShorthand(scanner: TextScanner): Selector {
  if (scanner.accept("*")) return { kind: "wildcard" };
  const name = scanner.match(NAME)?.[0];
  if (name === undefined) throw scanner.error("a name or *");
  return { kind: "name", name };
}

function parseBrackets(scanner: TextScanner): readonly Selector[] {
  scanner.expect("[");
  const selectors: Selector[] = [];
  do {
    scanner.skipSpace();
    selectors.push(parseSelector(scanner));
    scanner.skipSpace();
  } while (scanner.accept(","));
  scanner.expect("]");
  return selectors;
}

function parseSelector(scanner: TextScanner): Selector {
  if (scanner.accept("*")) return { kind: "wildcard" };
  if (scanner.accept("?")) {
    scanner.skipSpace();
    return { kind: "filter", test: parseOr(scanner) };
  }
  const name = parseString(scanner);
  if (name !== undefined) return { kind: "name", name };
  const start = parseInteger(scanner);
  scanner.skipSpace();
  if (!scanner.accept(":")) {
    if (start === undefined) throw scanner.error("a quoted name, a number, *, a slice or a filter");
    return { kind: "index", index: start };
  }
  scanner.skipSpace();
  const end = parseInteger(scanner);
  scanner.skipSpace();
  const step = scanner.accept(":") ? parseInteger(scanner) : undefined;
  return {
    kind: "slice",
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    step: step ?? 1,
  };
}

function parseOr(scanner: TextScanner): Test {
  const tests = [parseAnd(scanner)];
  while (acceptSpaced(scanner, "||")) tests.push(parseAnd(scanner));
  return tests.length === 1 && tests[0] !== undefined ? tests[0] : { kind: "or", tests };
}

function parseAnd(scanner: TextScanner): Test {
  const tests = [parseBasic(scanner)];
  while (acceptSpaced(scanner, "&&")) tests.push(parseBasic(scanner));
  return tests.length === 1 && tests[0] !== undefined ? tests[0] : { kind: "and", tests };
}

function parseBasic(scanner: TextScanner): Test {
  scanner.skipSpace();
  if (scanner.accept("!")) return { kind: "not", test: parseBasic(scanner) };
  if (scanner.accept("(")) {
    const test = parseOr(scanner);
    scanner.skipSpace();
    scanner.expect(")");
    return test;
  }
  if (scanner.accept("search(")) return parseSearch(scanner);
  const left = parseOperand(scanner);
  scanner.skipSpace();
  const operator = OPERATORS.find((candidate) => scanner.accept(candidate));
  if (operator === undefined) {
    if (left.kind === "path") return { kind: "exists", path: left.path };
    throw scanner.error("a comparison");
  }
  scanner.skipSpace();
  const right = parseOperand(scanner);
  for (const operand of [left, right]) {
    if (operand.kind === "path" && !isSingular(operand.path)) {
      throw scanner.error("a comparison of single values");
    }
  }
  return { kind: "compare", operator, left, right };
}

function parseSearch(scanner: TextScanner): Test {
  scanner.skipSpace();
  const operand = parseOperand(scanner);
  scanner.skipSpace();
  scanner.expect(",");
  scanner.skipSpace();
  const source = parseString(scanner);
  if (source === undefined) throw scanner.error("a quoted regular expression");
  scanner.skipSpace();
  scanner.expect(")");
  try {
    return { kind: "search", operand, pattern: new RegExp(source, "u") };
  } catch {
    throw scanner.error("a regular expression that can be read");
  }
}

function parseOperand(scanner: TextScanner): Operand {
  for (const root of ["@", "$"] as const) {
    if (scanner.accept(root)) {
      return { kind: "path", path: { root, segments: parseSegments(scanner) } };
    }
  }
  const text = parseString(scanner);
  if (text !== undefined) return { kind: "literal", value: text };
  const number = scanner.match(NUMBER)?.[0];
  if (number !== undefined) return { kind: "literal", value: Number(number) };
  for (const value of [true, false, null]) {
    if (scanner.accept(String(value))) return { kind: "literal", value };
  }
  throw scanner.error("@, $, a quoted text, a number, true, false or null");
}

function isSingular({ segments }: JsonPath): boolean {
  return segments.every(
    ({ descendant, selectors }) =>
      !descendant &&
      selectors.length === 1 &&
      selectors.every(({ kind }) => kind === "name" || kind === "index"),
  );
}

function parseInteger(scanner: TextScanner): number | undefined {
  const text = scanner.match(INTEGER)?.[0];
  return text === undefined ? undefined : Number(text);
}

function parseString(scanner: TextScanner): string | undefined {
  const double = scanner.match(DOUBLE_QUOTED)?.[1];
  const quoted = double ?? singleAsDouble(scanner.match(SINGLE_QUOTED)?.[1]);
  if (quoted === undefined) return undefined;
  try {
    return JSON.parse(`"${quoted}"`) as string;
  } catch {
    throw scanner.error("a text whose escapes can be read");
  }
}

/** The inside of '...' as the inside of "...", so that JSON's escapes can be read. */
function singleAsDouble(text: string | undefined): string | undefined {
  return text?.replace(/\\.|"/gs, (found) =>
    found === '"' ? '\\"' : found === "\\'" ? "'" : found,
  );
}

function acceptSpaced(scanner: TextScanner, token: string): boolean {
  scanner.skipSpace();
  return scanner.accept(token);
}

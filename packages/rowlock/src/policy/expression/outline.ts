// An expression's parts with the text that each stands for. The parser tells at which byte a node begins and never where
// it ends, so a part is the shortest piece of the text that the parser reads as that very node.
// Guarantee: evaluating a part's text gives the part's value; what can't be found stays whole, without parts.
import type { Node } from "libpg-query";
import type { Expression } from "./expression.ts";
import { expressionFromTree, names } from "./from-tree.ts";
import type { SqlParser } from "./parser.ts";

export interface OutlinePart {
  readonly text: string;
  readonly expression: Expression;
  /** What stands between or behind its parts, such as `=`, `= ANY` or `IS NULL`; null: nothing that compares. */
  readonly operator: string | null;
  /** In their order; none where it stays whole. Found when asked for. */
  parts(): readonly OutlinePart[];
}

/** In bytes of the text with what is put around it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface SourceText {
  readonly bytes: Buffer;
  readonly root: Node;
  /** The whole of the text. */
  readonly whole: Span;
  readonly parser: SqlParser;
}

const BEFORE = "select ";

/** A longer expression stays whole: looking for its parts would take seconds. */
const LONGEST = 6000;

/** @param text as PostgreSQL prints an expression. Undefined: the parser does not read it */
export function readSource(text: string, parser: SqlParser): SourceText | undefined {
  const bytes = Buffer.from(BEFORE + text);
  const root = bytes.length > LONGEST ? undefined : loneExpression(text, parser);
  const whole = { start: BEFORE.length, end: bytes.length };
  return root && { bytes, root, whole, parser };
}

export function outlineExpression(text: string, parser: SqlParser): OutlinePart {
  const source = readSource(text, parser);
  const part = source && partOf(source.root, source, source.whole);
  if (part !== undefined) return part;
  const read = parser.expression(text);
  const expression: Expression = read.ok ? read.value : { kind: "other", node: "text", args: [] };
  return { text, expression, operator: null, parts: () => [] };
}

function partOf(node: Node, source: SourceText, within: Span): OutlinePart | undefined {
  const span = spanOf(node, source, within);
  if (span === undefined) return undefined;
  let parts: readonly OutlinePart[] | undefined;
  return {
    text: source.bytes.toString("utf8", span.start, span.end),
    expression: expressionFromTree(node),
    operator: operatorOf(node),
    parts() {
      if (parts === undefined) {
        const inner = innerNodes(node).map((one) => partOf(one, source, span));
        parts = inner.every((one) => one !== undefined) ? inner : [];
      }
      return parts;
    },
  };
}

/** Where the node stands, without parentheses around it. */
export function spanOf(node: Node, source: SourceText, within: Span): Span | undefined {
  const places = locationsIn(node);
  if (places.length === 0) return undefined;
  const wanted = withoutLocations(node);
  const first = Math.min(...places);
  const last = Math.max(...places);
  for (const start of startsBefore(first, source.bytes, within)) {
    for (let end = last + 1; end <= within.end; end += 1) {
      if (!isBoundary(source.bytes, end)) continue;
      const text = source.bytes.toString("utf8", start, end);
      const found = loneExpression(text, source.parser);
      if (found !== undefined && withoutLocations(found) === wanted) return { start, end };
    }
  }
  return undefined;
}

/** A node may begin with parentheses, of which the parser keeps no trace. */
function* startsBefore(first: number, bytes: Buffer, within: Span): Generator<number> {
  yield first;
  for (let start = first - 1; start >= within.start; start -= 1) {
    const sign = String.fromCharCode(bytes[start] ?? 0);
    if (sign === "(") yield start;
    else if (sign.trim() !== "") return;
  }
}

/** Whether a node may end there, as PostgreSQL prints expressions: it saves the parser most of the attempts. */
function isBoundary(bytes: Buffer, end: number): boolean {
  const [last, next] = bytes.toString("latin1", end - 1, end + 1);
  return !" (,:".includes(last ?? " ") && (next === undefined || " ),:[].\n".includes(next));
}

function loneExpression(text: string, parser: SqlParser): Node | undefined {
  const parsed = parser.statements(BEFORE + text);
  const [only, ...others] = parsed.ok ? parsed.value : [];
  if (only === undefined || others.length > 0 || !("SelectStmt" in only)) return undefined;
  return loneTarget(only);
}

/** The one target of a SELECT that is nothing else. */
export function loneTarget(node: Node | undefined): Node | undefined {
  if (node === undefined || !("SelectStmt" in node)) return undefined;
  const { targetList = [], limitOption: _limit, op: _op, ...rest } = node.SelectStmt;
  const [target, ...others] = targetList;
  if (target === undefined || others.length > 0 || Object.keys(rest).length > 0) return undefined;
  return "ResTarget" in target ? target.ResTarget.val : undefined;
}

function locationsIn(value: unknown): readonly number[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "location" && typeof inner === "number" && inner >= 0 ? [inner] : locationsIn(inner),
  );
}

function withoutLocations(node: Node): string {
  return JSON.stringify(node, (key, value: unknown) => (key === "location" ? undefined : value));
}

function innerNodes(node: Node): readonly Node[] {
  if ("BoolExpr" in node) return node.BoolExpr.args ?? [];
  if ("A_Expr" in node) {
    const { lexpr, rexpr } = node.A_Expr;
    return [lexpr, rexpr].flatMap((one) => (one === undefined || "List" in one ? [] : [one]));
  }
  if ("NullTest" in node) return listOf(node.NullTest.arg);
  if ("BooleanTest" in node) return listOf(node.BooleanTest.arg);
  if ("TypeCast" in node) return listOf(node.TypeCast.arg);
  if ("CollateClause" in node) return listOf(node.CollateClause.arg);
  if ("FuncCall" in node) return node.FuncCall.args ?? [];
  if ("CoalesceExpr" in node) return node.CoalesceExpr.args ?? [];
  if ("SubLink" in node && node.SubLink.subLinkType === "EXPR_SUBLINK") {
    return listOf(loneTarget(node.SubLink.subselect));
  }
  return [];
}

function listOf(node: Node | undefined): readonly Node[] {
  return node === undefined ? [] : [node];
}

const TESTS: Readonly<Record<string, string>> = {
  IS_NULL: "IS NULL",
  IS_NOT_NULL: "IS NOT NULL",
  IS_TRUE: "IS TRUE",
  IS_NOT_TRUE: "IS NOT TRUE",
  IS_FALSE: "IS FALSE",
  IS_NOT_FALSE: "IS NOT FALSE",
  IS_UNKNOWN: "IS UNKNOWN",
  IS_NOT_UNKNOWN: "IS NOT UNKNOWN",
};

const QUANTIFIERS: Readonly<Record<string, string>> = {
  AEXPR_OP_ANY: " ANY",
  AEXPR_OP_ALL: " ALL",
};

function operatorOf(node: Node): string | null {
  if ("NullTest" in node) return TESTS[node.NullTest.nulltesttype ?? ""] ?? null;
  if ("BooleanTest" in node) return TESTS[node.BooleanTest.booltesttype ?? ""] ?? null;
  if (!("A_Expr" in node)) return null;
  const { kind = "", name } = node.A_Expr;
  if (kind === "AEXPR_DISTINCT") return "IS DISTINCT FROM";
  if (kind === "AEXPR_NOT_DISTINCT") return "IS NOT DISTINCT FROM";
  return `${names(name).at(-1) ?? ""}${QUANTIFIERS[kind] ?? ""}`;
}

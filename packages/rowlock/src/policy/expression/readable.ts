// An expression for people: without the parentheses, casts to text, lone SELECTs and `public.` that PostgreSQL prints.
import type { Node } from "libpg-query";
import { names } from "./from-tree.ts";
import { loneTarget, readSource, type SourceText, type Span, spanOf } from "./outline.ts";
import type { SqlParser } from "./parser.ts";

/** @param text as PostgreSQL prints an expression; given back as it is when the parser does not read it */
export function readable(text: string, parser: SqlParser): string {
  const source = readSource(text, parser);
  const shown = source && spanOf(source.root, source, source.whole);
  if (source === undefined || shown === undefined) return text;
  const left = [...leftOut(source.root, source, shown)].sort((a, b) => a.start - b.start);
  let kept = "";
  let from = shown.start;
  for (const { start, end } of left) {
    if (start < from) continue;
    kept += source.bytes.toString("utf8", from, start);
    from = end;
  }
  return kept + source.bytes.toString("utf8", from, shown.end);
}

const PUBLIC = "public.";

function* leftOut(value: unknown, source: SourceText, within: Span): Generator<Span> {
  if (typeof value !== "object" || value === null) return;
  yield* schemaOf(value, source);
  if ("TypeCast" in value) yield* castOf(value as CastNode, source, within);
  if ("SubLink" in value) yield* selectAround(value as SubLinkNode, source, within);
  for (const inner of Object.values(value)) yield* leftOut(inner, source, within);
}

type CastNode = Extract<Node, { TypeCast: unknown }>;
type SubLinkNode = Extract<Node, { SubLink: unknown }>;

/** A function, a column, a table or a type of the schema that everybody knows. */
function* schemaOf(value: object, { bytes }: SourceText): Generator<Span> {
  const { location, ...named } = value as Readonly<Record<string, unknown>>;
  if (typeof location !== "number") return;
  const path = [named.funcname, named.fields, named.names].find(Array.isArray);
  const schema = named.schemaname ?? (path && path.length > 1 ? names(path as Node[])[0] : null);
  const end = location + PUBLIC.length;
  if (schema === "public" && bytes.toString("utf8", location, end) === PUBLIC) {
    yield { start: location, end };
  }
}

const TEXTS = new Set(["text", "varchar", "bpchar"]);

/** A constant's cast to text. */
function* castOf(node: CastNode, source: SourceText, within: Span): Generator<Span> {
  const { arg, typeName, location } = node.TypeCast;
  const type = names(typeName?.names).at(-1) ?? "";
  const isText = arg !== undefined && "A_Const" in arg && arg.A_Const.sval !== undefined;
  if (!isText || !TEXTS.has(type) || typeName?.typmods || location === undefined) return;
  const span = spanOf(node, source, within);
  if (span !== undefined) yield { start: location, end: span.end };
}

/** A subquery without FROM, which is there to be evaluated once. */
function* selectAround(node: SubLinkNode, source: SourceText, within: Span): Generator<Span> {
  const target = loneTarget(node.SubLink.subselect);
  if (target === undefined || node.SubLink.subLinkType !== "EXPR_SUBLINK") return;
  const outer = spanOf(node, source, within);
  const inner = outer && spanOf(target, source, outer);
  if (outer === undefined || inner === undefined) return;
  const { bytes } = source;
  const isWrapped = bytes[inner.start - 1] === 0x28 && bytes[inner.end] === 0x29;
  // Its own parentheses stay where something stands beside it.
  const holds = node !== source.root && ("A_Expr" in target || "BoolExpr" in target);
  const more = isWrapped && holds ? 1 : 0;
  yield { start: outer.start, end: inner.start - more };
  yield { start: inner.end + more, end: outer.end };
}

// PostgreSQL's parse tree, turned into Expression. Knows the parser's node names and nothing of policies.
import type { Node } from "libpg-query";
import type { Expression, TruthTest } from "./expression.ts";
import { queryFromTree } from "./query-from-tree.ts";

const TRUTH_TESTS: Readonly<Record<string, TruthTest>> = {
  IS_TRUE: "true",
  IS_NOT_TRUE: "not true",
  IS_FALSE: "false",
  IS_NOT_FALSE: "not false",
  IS_UNKNOWN: "unknown",
  IS_NOT_UNKNOWN: "not unknown",
};

const SUBQUERY_FORMS: Readonly<Record<string, "scalar" | "exists" | "any" | "all" | "array">> = {
  EXPR_SUBLINK: "scalar",
  EXISTS_SUBLINK: "exists",
  ANY_SUBLINK: "any",
  ALL_SUBLINK: "all",
  ARRAY_SUBLINK: "array",
};

const NOTHING: Expression = { kind: "constant", value: null };

type Body<Tag extends string> = Extract<Node, Record<Tag, unknown>>[Tag &
  keyof Extract<Node, Record<Tag, unknown>>];

export function expressionFromTree(node: Node | undefined): Expression {
  if (node === undefined) return NOTHING;
  if ("BoolExpr" in node) return boolean(node.BoolExpr);
  if ("A_Expr" in node) return operation(node.A_Expr);
  if ("ColumnRef" in node) return { kind: "column", path: names(node.ColumnRef.fields) };
  if ("A_Const" in node) return constant(node.A_Const);
  if ("ParamRef" in node) return { kind: "parameter", number: node.ParamRef.number ?? 0 };
  if ("FuncCall" in node) return call(node.FuncCall);
  if ("TypeCast" in node) return cast(node.TypeCast);
  if ("NullTest" in node) {
    const { arg, nulltesttype } = node.NullTest;
    return {
      kind: "null-test",
      isNull: nulltesttype === "IS_NULL",
      arg: expressionFromTree(arg),
    };
  }
  if ("BooleanTest" in node) {
    const { arg, booltesttype } = node.BooleanTest;
    const test = TRUTH_TESTS[booltesttype ?? ""] ?? "true";
    return { kind: "truth-test", test, arg: expressionFromTree(arg) };
  }
  if ("CoalesceExpr" in node) return { kind: "coalesce", args: all(node.CoalesceExpr.args) };
  if ("A_ArrayExpr" in node) return { kind: "list", args: all(node.A_ArrayExpr.elements) };
  if ("List" in node) return { kind: "list", args: all(node.List.items) };
  if ("RowExpr" in node) return { kind: "row", args: all(node.RowExpr.args) };
  if ("CollateClause" in node) return expressionFromTree(node.CollateClause.arg);
  if ("CaseExpr" in node) return caseOf(node.CaseExpr);
  if ("SubLink" in node) return subquery(node.SubLink);
  return rest(node);
}

function all(nodes: readonly Node[] | undefined): readonly Expression[] {
  return (nodes ?? []).map(expressionFromTree);
}

/** The texts of a list of names; `*` stands for a star. */
export function names(nodes: readonly Node[] | undefined): readonly string[] {
  return (nodes ?? []).map((node) => ("String" in node ? (node.String.sval ?? "") : "*"));
}

function boolean({ boolop, args }: Body<"BoolExpr">): Expression {
  const inner = all(args);
  if (boolop === "NOT_EXPR") return negation(inner[0] ?? NOTHING);
  return { kind: boolop === "OR_EXPR" ? "or" : "and", args: inner };
}

/** PostgreSQL keeps `is not distinct from` as the negation of its opposite. */
function negation(arg: Expression): Expression {
  return arg.kind === "distinct" ? { ...arg, equal: !arg.equal } : { kind: "not", arg };
}

function operation(body: Body<"A_Expr">): Expression {
  const operator = names(body.name).at(-1) ?? "";
  const left = body.lexpr === undefined ? null : expressionFromTree(body.lexpr);
  const right = expressionFromTree(body.rexpr);
  const first = left ?? NOTHING;
  switch (body.kind) {
    case "AEXPR_OP":
    case "AEXPR_LIKE":
    case "AEXPR_ILIKE":
      return { kind: "operator", operator, left, right };
    case "AEXPR_OP_ANY":
      return { kind: "any", operator, left: first, right };
    case "AEXPR_OP_ALL":
      return { kind: "all", operator, left: first, right };
    case "AEXPR_IN":
      return operator === "="
        ? { kind: "any", operator, left: first, right }
        : { kind: "all", operator, left: first, right };
    case "AEXPR_DISTINCT":
    case "AEXPR_NOT_DISTINCT":
      return { kind: "distinct", equal: body.kind === "AEXPR_NOT_DISTINCT", left: first, right };
    case "AEXPR_NULLIF":
      return { kind: "nullif", args: [first, right] };
    default:
      return { kind: "other", node: body.kind ?? "A_Expr", args: [first, right] };
  }
}

function constant(body: Body<"A_Const">): Expression {
  if (body.isnull) return NOTHING;
  if (body.sval) return { kind: "constant", value: body.sval.sval ?? "" };
  if (body.boolval) return { kind: "constant", value: body.boolval.boolval ?? false };
  if (body.ival) return { kind: "constant", value: body.ival.ival ?? 0 };
  if (body.fval) return { kind: "constant", value: Number(body.fval.fval) };
  return { kind: "other", node: "A_Const", args: [] };
}

function call(body: Body<"FuncCall">): Expression {
  const args = all(body.args);
  const plain = !body.over && !body.agg_filter && !body.agg_star && !body.agg_distinct;
  if (!plain) return { kind: "other", node: "aggregate", args };
  return { kind: "call", name: names(body.funcname), args };
}

function cast({ arg, typeName }: Body<"TypeCast">): Expression {
  const inner = expressionFromTree(arg);
  const type = names(typeName?.names)
    .filter((name) => name !== "pg_catalog")
    .join(".");
  const array = (typeName?.arrayBounds ?? []).length > 0;
  // `true` and `false` reach older trees as casts of 't' and 'f'.
  if (type === "bool" && inner.kind === "constant" && typeof inner.value === "string") {
    return { kind: "constant", value: inner.value.startsWith("t") };
  }
  return { kind: "cast", type: array ? `${type}[]` : type, arg: inner };
}

function caseOf({ arg, args, defresult }: Body<"CaseExpr">): Expression {
  const branches = (args ?? []).map((node) => {
    const branch = "CaseWhen" in node ? node.CaseWhen : {};
    return {
      when: expressionFromTree(branch.expr),
      result: expressionFromTree(branch.result),
    };
  });
  return {
    kind: "case",
    subject: arg === undefined ? null : expressionFromTree(arg),
    branches,
    otherwise: defresult === undefined ? null : expressionFromTree(defresult),
  };
}

function subquery(body: Body<"SubLink">): Expression {
  const form = SUBQUERY_FORMS[body.subLinkType ?? ""];
  const test = body.testexpr === undefined ? null : expressionFromTree(body.testexpr);
  if (form === undefined) return { kind: "other", node: "SubLink", args: test ? [test] : [] };
  return {
    kind: "subquery",
    form,
    test,
    operator: names(body.operName).at(-1) ?? "=",
    query: queryFromTree(body.subselect, expressionFromTree),
  };
}

/** Keeps what is inside a node that is not understood, so that nothing in it is overlooked. */
function rest(node: Node): Expression {
  const [tag, body] = Object.entries(node)[0] ?? ["nothing", {}];
  if (tag === "SQLValueFunction") {
    const name = String((body as Body<"SQLValueFunction">).op ?? "").replace("SVFOP_", "");
    return { kind: "call", name: [name.toLowerCase()], args: [] };
  }
  const args: Expression[] = [];
  for (const value of Object.values(body as object)) {
    for (const inner of Array.isArray(value) ? value : [value]) {
      if (isNode(inner)) args.push(expressionFromTree(inner));
    }
  }
  return { kind: "other", node: tag, args };
}

function isNode(value: unknown): value is Node {
  if (typeof value !== "object" || value === null) return false;
  const [tag] = Object.keys(value);
  return tag !== undefined && /^[A-Z]/.test(tag);
}

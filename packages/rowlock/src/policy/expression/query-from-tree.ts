// A SELECT's parse tree, turned into Query: the tables it reads and what must hold for its rows.
import type { Node, SelectStmt } from "libpg-query";
import type { Expression, Query, TableReference } from "./expression.ts";

type ReadExpression = (node: Node | undefined) => Expression;

interface Draft {
  readonly read: ReadExpression;
  readonly tables: TableReference[];
  readonly conditions: Expression[];
  readonly calls: Expression[];
  readonly nested: Query[];
  opaque: boolean;
}

/** `read` turns the expressions inside; it is passed in because expressions hold queries in their turn. */
export function queryFromTree(node: Node | undefined, read: ReadExpression): Query {
  const select = node !== undefined && "SelectStmt" in node ? node.SelectStmt : undefined;
  const draft: Draft = {
    read,
    tables: [],
    conditions: [],
    calls: [],
    nested: [],
    opaque: !select,
  };
  if (select === undefined) return finish(draft, {});
  for (const source of select.fromClause ?? []) addSource(draft, source);
  if (select.whereClause) draft.conditions.push(draft.read(select.whereClause));
  if (select.havingClause) draft.conditions.push(draft.read(select.havingClause));
  const common = new Set<string>();
  for (const cte of select.withClause?.ctes ?? []) {
    if (!("CommonTableExpr" in cte)) continue;
    common.add(cte.CommonTableExpr.ctename ?? "");
    draft.nested.push(queryFromTree(cte.CommonTableExpr.ctequery, read));
  }
  if (select.withClause?.recursive) draft.opaque = true;
  for (const arm of [select.larg, select.rarg]) {
    if (arm !== undefined) draft.nested.push(queryFromTree({ SelectStmt: arm }, read));
  }
  const query = finish(draft, select);
  return common.size === 0 ? query : withoutNames(query, common);
}

function finish(draft: Draft, select: SelectStmt): Query {
  const { read, ...parts } = draft;
  return {
    ...parts,
    targets: (select.targetList ?? []).map((target) =>
      read("ResTarget" in target ? target.ResTarget.val : target),
    ),
    combined: select.op !== undefined && select.op !== "SETOP_NONE",
    shaped:
      select.limitCount !== undefined ||
      select.limitOffset !== undefined ||
      (select.groupClause ?? []).length > 0,
  };
}

/** A name that WITH defines is no table of the database. */
function withoutNames(query: Query, common: ReadonlySet<string>): Query {
  const isReal = (table: TableReference) => table.schema !== null || !common.has(table.name);
  return { ...query, tables: query.tables.filter(isReal) };
}

function addSource(draft: Draft, source: Node): void {
  if ("RangeVar" in source) {
    const { schemaname, relname = "", alias } = source.RangeVar;
    draft.tables.push({
      schema: schemaname ?? null,
      name: relname,
      alias: alias?.aliasname ?? relname,
    });
  } else if ("JoinExpr" in source) {
    const { larg, rarg, quals, jointype, usingClause, isNatural } = source.JoinExpr;
    if (larg !== undefined) addSource(draft, larg);
    if (rarg !== undefined) addSource(draft, rarg);
    if (quals !== undefined) draft.conditions.push(draft.read(quals));
    if (jointype !== "JOIN_INNER" || usingClause !== undefined || isNatural) draft.opaque = true;
  } else if ("RangeSubselect" in source) {
    draft.nested.push(queryFromTree(source.RangeSubselect.subquery, draft.read));
  } else if ("RangeFunction" in source) {
    draft.calls.push(...functionsIn(source.RangeFunction.functions ?? []).map(draft.read));
  } else {
    draft.opaque = true;
  }
}

function functionsIn(nodes: readonly Node[]): readonly Node[] {
  return nodes.flatMap((node) =>
    "List" in node
      ? (node.List.items ?? []).filter((item) => Object.keys(item).length > 0)
      : [node],
  );
}

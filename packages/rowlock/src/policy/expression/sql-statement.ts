// What one statement of SQL does to which rows: the rows as a query, and what a write puts where.
import type { Node } from "libpg-query";
import type { Expression, Query, TableReference } from "./expression.ts";
import { expressionFromTree } from "./from-tree.ts";
import { queryFromTree } from "./query-from-tree.ts";

export interface SqlStatement {
  readonly kind: "select" | "insert" | "update" | "delete";
  /** The rows that are read, changed or deleted; of an INSERT those that its values come from. */
  readonly query: Query;
  /** The table that is written. */
  readonly target: TableReference | null;
  readonly values: readonly WrittenValue[];
}

export interface WrittenValue {
  readonly column: string;
  readonly value: Expression;
}

/** Undefined for a statement of another kind. Those of a WITH come before the one that they belong to. */
export function sqlStatementsOf(node: Node): readonly SqlStatement[] | undefined {
  const [tag, body] = Object.entries(node)[0] ?? [];
  const main = statementOf(node);
  if (main === undefined || tag === undefined) return undefined;
  const { withClause } = body as { withClause?: { ctes?: readonly Node[] } };
  const before = (withClause?.ctes ?? []).flatMap((cte) => {
    const inner = "CommonTableExpr" in cte ? cte.CommonTableExpr.ctequery : undefined;
    const isRead = inner === undefined || "SelectStmt" in inner;
    return isRead ? [] : (sqlStatementsOf(inner) ?? []);
  });
  return [...before, main];
}

function statementOf(node: Node): SqlStatement | undefined {
  if ("SelectStmt" in node) {
    return {
      kind: "select",
      query: queryFromTree(node, expressionFromTree),
      target: null,
      values: [],
    };
  }
  if ("InsertStmt" in node) {
    const { relation, cols, selectStmt } = node.InsertStmt;
    const rows = queryFromTree(selectStmt, expressionFromTree);
    const names = namesOf(cols);
    const lists = valuesLists(selectStmt);
    const written = lists.length > 0 ? lists : [rows.targets];
    const values = written.flatMap((list) =>
      list.map((value, place) => ({ column: names[place] ?? `#${place + 1}`, value })),
    );
    return { kind: "insert", query: rows, target: tableOf(relation), values };
  }
  if ("UpdateStmt" in node) {
    const { relation, targetList, whereClause, fromClause } = node.UpdateStmt;
    return {
      kind: "update",
      query: rowsOf([relation, ...(fromClause ?? [])], whereClause),
      target: tableOf(relation),
      values: (targetList ?? []).flatMap((target) =>
        "ResTarget" in target
          ? [
              {
                column: target.ResTarget.name ?? "",
                value: expressionFromTree(target.ResTarget.val),
              },
            ]
          : [],
      ),
    };
  }
  if ("DeleteStmt" in node) {
    const { relation, usingClause, whereClause } = node.DeleteStmt;
    return {
      kind: "delete",
      query: rowsOf([relation, ...(usingClause ?? [])], whereClause),
      target: tableOf(relation),
      values: [],
    };
  }
  return undefined;
}

type RangeVar = Extract<Node, { RangeVar: unknown }>["RangeVar"];

function tableOf(relation: RangeVar | undefined): TableReference | null {
  if (relation === undefined) return null;
  const { schemaname, relname = "", alias } = relation;
  return { schema: schemaname ?? null, name: relname, alias: alias?.aliasname ?? relname };
}

/** As the query that would read the same rows. */
function rowsOf(
  from: readonly (RangeVar | Node | undefined)[],
  whereClause: Node | undefined,
): Query {
  const fromClause = from.flatMap((source): Node[] => {
    if (source === undefined) return [];
    return "relname" in source || !isNode(source) ? [{ RangeVar: source as RangeVar }] : [source];
  });
  const select = { fromClause, ...(whereClause === undefined ? {} : { whereClause }) };
  return queryFromTree({ SelectStmt: select }, expressionFromTree);
}

function isNode(value: object): value is Node {
  return /^[A-Z]/.test(Object.keys(value)[0] ?? "");
}

function namesOf(cols: readonly Node[] | undefined): readonly string[] {
  return (cols ?? []).map((col) => ("ResTarget" in col ? (col.ResTarget.name ?? "") : ""));
}

function valuesLists(select: Node | undefined): readonly (readonly Expression[])[] {
  if (select === undefined || !("SelectStmt" in select)) return [];
  return (select.SelectStmt.valuesLists ?? []).map((list) =>
    "List" in list ? (list.List.items ?? []).map(expressionFromTree) : [],
  );
}

// PostgreSQL's own parser (libpg-query, WebAssembly), loaded when first asked for.
// What it does not understand is an answer here, never a throw: the caller must report it as unknown.
import type { Node, ParseResult } from "libpg-query";
import type { Expression, Query } from "./expression.ts";
import { expressionFromTree } from "./from-tree.ts";
import { queryFromTree } from "./query-from-tree.ts";
import { type SqlStatement, sqlStatementsOf } from "./sql-statement.ts";

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string };

export interface SqlParser {
  /** Reads an expression as `pg_get_expr` prints it. */
  expression(text: string): Parsed<Expression>;
  /** Reads the body of a function in language sql that is one SELECT. */
  select(text: string): Parsed<Query>;
  /** Reads statements that read or write rows. */
  sqlStatements(text: string): Parsed<readonly SqlStatement[]>;
  /** Reads any statements and gives their kinds, such as `SelectStmt`, with the trees. */
  statements(text: string): Parsed<readonly Node[]>;
}

let loading: Promise<SqlParser> | undefined;

/** The one parser of this process. */
export function loadSqlParser(): Promise<SqlParser> {
  loading ??= createSqlParser();
  return loading;
}

async function createSqlParser(): Promise<SqlParser> {
  const { loadModule, parseSync } = await import("libpg-query");
  await loadModule();
  const statements = (text: string): Parsed<readonly Node[]> => {
    try {
      const result: ParseResult = parseSync(text);
      return { ok: true, value: (result.stmts ?? []).flatMap(({ stmt }) => (stmt ? [stmt] : [])) };
    } catch (error) {
      return { ok: false, reason: error instanceof Error ? error.message : "syntax error" };
    }
  };
  return {
    statements,
    expression(text) {
      const parsed = statements(`select (${text}\n)`);
      if (!parsed.ok) return parsed;
      const query = queryFromTree(parsed.value[0], expressionFromTree);
      const [target] = query.targets;
      const alone = parsed.value.length === 1 && query.targets.length === 1 && !query.tables.length;
      if (target === undefined || !alone) return { ok: false, reason: "not one expression" };
      return { ok: true, value: target };
    },
    sqlStatements(text) {
      const parsed = statements(text);
      if (!parsed.ok) return parsed;
      const read = parsed.value.map(sqlStatementsOf);
      return read.every((one) => one !== undefined)
        ? { ok: true, value: read.flat() }
        : { ok: false, reason: "a statement neither reads nor writes rows" };
    },
    select(text) {
      const parsed = statements(text);
      if (!parsed.ok) return parsed;
      const [statement] = parsed.value;
      if (parsed.value.length !== 1 || statement === undefined || !("SelectStmt" in statement)) {
        return { ok: false, reason: "not one SELECT" };
      }
      return { ok: true, value: queryFromTree(statement, expressionFromTree) };
    },
  };
}

// Turns rows of the log into what a role may be told of them: each value as PostgreSQL makes JSON of it, which columns the
// role may select, and which filters hold. Asked as that role and of nothing but the values given, so that whatever a
// type or a filter makes PostgreSQL run has the role's rights and no others.
import type { LoggedTableFacts } from "../../catalog/parts/logged-tables.ts";
import { guardOfTable } from "../../catalog/statements/guard-of-table.ts";
import type { BatchResult, ReadBatch } from "../../database/batch/batch.ts";
import { compile, identifier, join, literal, param, type Sql, sql } from "../../sql/fragment.ts";
import type { LoggedRow, LoggedTable } from "../log/decode-message.ts";
import { clauseSql, type NumberedClause } from "./clause-sql.ts";
import { typedValue } from "./typed-value.ts";

export interface RowReading {
  /** JSON texts by column name; absent: the log does not tell it. */
  readonly values: ReadonlyMap<string, string>;
  /** The numbers of the clauses that it fulfils. */
  readonly fulfils: ReadonlySet<number>;
}

export interface TableReading {
  readonly rowSecurity: boolean;
  /** Whether row level security binds the role. */
  readonly guarded: boolean;
  /** The columns that the role may select. */
  readonly selectable: ReadonlySet<string>;
  readonly rows: readonly RowReading[];
}

export interface RowsQuestion {
  readonly role: string;
  /** As it is now. */
  readonly facts: LoggedTableFacts;
  /** As it was when the rows were written. */
  readonly table: Pick<LoggedTable, "columns">;
  readonly rows: readonly LoggedRow[];
  readonly clauses: readonly NumberedClause[];
}

/** Names without a schema are looked up where the Data API's requests find them. */
export const SEARCH_PATH = ["search_path", "public, extensions"] as const;

export function rowsBatch({ role, facts, table, rows, clauses }: RowsQuestion): ReadBatch {
  const columns = sharedColumns({ facts, table });
  const filters = clauseSql(facts, clauses);
  const given = JSON.stringify(rows.map((row) => byName(table, row)));
  const typed = columns.map(
    (column) =>
      sql`${typedValue({ table: facts, column }, sql`t.given ->> ${literal(column.name)}`)} as ${identifier(column.name)}`,
  );
  const values = columns.map(({ name }) => sql`, pg_catalog.to_jsonb(r.${identifier(name)})::text`);
  const guard = guardOfTable(
    facts.oid,
    facts.columns.map(({ number }) => number),
  );
  const statement: Sql = sql`with guard as materialized (${guard})${filters.tables}
    select g.rls, g.guarded, g.may${join(values, "")}${filters.matches}
    from guard as g
    cross join pg_catalog.jsonb_array_elements(${param(given)}::jsonb) with ordinality as t(given, place)
    cross join lateral (select ${join(typed)} offset 0) as r
    order by t.place`;
  return { role, readOnly: true, settings: [SEARCH_PATH], query: compile(statement) };
}

/** Undefined: the table is no more. */
export function readRows(
  { facts, table, rows: asked }: RowsQuestion,
  { rows }: BatchResult,
): TableReading | undefined {
  const [first] = rows;
  if (first === undefined) return undefined;
  const [rls, guarded, may] = first;
  const columns = sharedColumns({ facts, table });
  const places = columns.map(({ name }) => table.columns.findIndex((one) => one.name === name));
  return {
    rowSecurity: rls === "t",
    guarded: guarded === "t",
    selectable: new Set(
      facts.columns.flatMap(({ name }, index) => (may?.[index] === "1" ? name : [])),
    ),
    rows: rows.map((answer, index) => {
      const values = new Map<string, string>();
      columns.forEach(({ name }, place) => {
        if (asked[index]?.[places[place] ?? -1] === undefined) return;
        values.set(name, answer[GUARD + place] ?? "null");
      });
      return { values, fulfils: readNumbers(answer.slice(GUARD + columns.length)) };
    }),
  };
}

const GUARD = 3;

/** Those that the table still has. */
function sharedColumns({ facts, table }: Pick<RowsQuestion, "facts" | "table">) {
  const logged = new Set(table.columns.map(({ name }) => name));
  return facts.columns.filter(({ name }) => logged.has(name));
}

function byName(table: RowsQuestion["table"], row: LoggedRow): Record<string, string | null> {
  const named: Record<string, string | null> = Object.create(null);
  table.columns.forEach(({ name }, index) => {
    const value = row[index];
    if (value !== undefined) named[name] = value;
  });
  return named;
}

function readNumbers(lists: readonly (string | null)[]): ReadonlySet<number> {
  return new Set(lists.flatMap((list) => (list === null ? [] : list.split(",").map(Number))));
}

// Filters as SQL. Clauses that differ in their value alone are one shape, so that a statement's text depends on which
// kinds of filters there are, and not on how many people filter.
import type { LoggedTableColumn, LoggedTableFacts } from "../../catalog/parts/logged-tables.ts";
import { identifier, join, param, type Sql, sql, trusted } from "../../sql/fragment.ts";
import type { FilterClause, FilterOperator } from "./read-filter.ts";
import { arrayText, typedValue } from "./typed-value.ts";

/** A clause with the number by which a statement's answer names it. */
export interface NumberedClause {
  readonly number: number;
  readonly clause: FilterClause;
}

export interface ClauseSql {
  /** Common table expressions, each behind a comma. */
  readonly tables: Sql;
  /** For the select list, each behind a comma: the numbers of the clauses that the row `r` fulfils. */
  readonly matches: Sql;
  readonly count: number;
}

/** Of clauses on columns that the table has. */
export function clauseSql(table: LoggedTableFacts, clauses: readonly NumberedClause[]): ClauseSql {
  const shapes = [...groupShapes(table, clauses)];
  return {
    tables: join(
      shapes.map(({ column, of }, index) => valuesTable({ table, column, of, index })),
      "",
    ),
    matches: join(
      shapes.map(({ column, of }, index) => {
        const [{ clause }] = of;
        return sql`, (select pg_catalog.string_agg(f.number, ',') from ${shapeName(index)} as f where ${condition(column, clause)})`;
      }),
      "",
    ),
    count: shapes.length,
  };
}

interface Shape {
  readonly column: LoggedTableColumn;
  readonly of: readonly [NumberedClause, ...NumberedClause[]];
}

function groupShapes(table: LoggedTableFacts, clauses: readonly NumberedClause[]): Iterable<Shape> {
  const shapes = new Map<
    string,
    { column: LoggedTableColumn; of: [NumberedClause, ...NumberedClause[]] }
  >();
  for (const one of clauses) {
    const { column: name, operator, negated, value } = one.clause;
    const column = table.columns.find((candidate) => candidate.name === name);
    if (column === undefined) continue;
    const key = JSON.stringify([name, operator, negated, operator === "is" ? value : ""]);
    const shape = shapes.get(key);
    if (shape === undefined) shapes.set(key, { column, of: [one] });
    else shape.of.push(one);
  }
  return shapes.values();
}

interface ValuesOptions extends Shape {
  readonly table: LoggedTableFacts;
  readonly index: number;
}

function shapeName(index: number): Sql {
  return identifier(`f${index}`);
}

function valuesTable({ table, column, of, index }: ValuesOptions): Sql {
  const numbers = arrayText(of.map(({ number }) => String(number)));
  const values = arrayText(of.map(({ clause }) => clause.value));
  const value = readValue({ table, column }, of[0].clause.operator);
  return sql`, ${shapeName(index)} as materialized (select u.number, ${value} as value
    from rows from (pg_catalog.unnest(${param(numbers)}::text[]), pg_catalog.unnest(${param(values)}::text[])) as u(number, value))`;
}

const PATTERNS: readonly FilterOperator[] = ["like", "ilike", "match", "imatch", "is"];

function readValue(
  typed: { readonly table: LoggedTableFacts; readonly column: LoggedTableColumn },
  operator: FilterOperator,
): Sql {
  if (PATTERNS.includes(operator)) return sql`u.value`;
  if (operator !== "in") return typedValue(typed, sql`u.value`);
  return sql`array(select ${typedValue(typed, sql`e.value`)} from pg_catalog.unnest(u.value::text[]) as e(value))`;
}

const SYMBOLS = {
  eq: trusted("="),
  neq: trusted("<>"),
  lt: trusted("<"),
  lte: trusted("<="),
  gt: trusted(">"),
  gte: trusted(">="),
  like: trusted("~~"),
  ilike: trusted("~~*"),
  match: trusted("~"),
  imatch: trusted("~*"),
  isdistinct: trusted("is distinct from"),
} as const;

const STATES: Readonly<Record<string, Sql>> = {
  null: trusted("is null"),
  true: trusted("is true"),
  false: trusted("is false"),
  unknown: trusted("is unknown"),
};

/** What `is` may be asked for. */
export function isState(value: string): boolean {
  return Object.hasOwn(STATES, value);
}

function condition(column: LoggedTableColumn, { operator, negated, value }: FilterClause): Sql {
  const left = sql`r.${identifier(column.name)}`;
  const plain = () => {
    if (operator === "is") return sql`${left} ${STATES[value] ?? trusted("is null")}`;
    if (operator === "in") return sql`${left} = any (f.value)`;
    return sql`${left} ${SYMBOLS[operator]} f.value`;
  };
  return negated ? sql`not (${plain()})` : plain();
}

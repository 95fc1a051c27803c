// What the conditions of lists are made of. A filter comes as plain data; here it becomes SQL, with every value bound.
import { join, param, type Sql, sql } from "../../sql/fragment.ts";
import { textArray } from "./identity-database.ts";

/** Which part of a list is asked for. */
export interface Page {
  readonly limit: number;
  readonly offset: number;
}

export interface Ordering<Column extends string> {
  readonly orderBy: Column;
  readonly descending: boolean;
}

/** Values that must be met, and values that must not; an empty list asks for nothing. */
export interface Among {
  readonly included: readonly string[];
  readonly excluded: readonly string[];
}

/** `where a and b`, or nothing. */
export function whereAll(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`` : sql`where ${join(conditions, " and ")}`;
}

/** A condition, where there is something to ask for. */
export function when<Value>(
  value: Value | undefined,
  condition: (value: Value) => Sql,
): readonly Sql[] {
  return value === undefined ? [] : [condition(value)];
}

/** `condition` is given a text array and says that the row has one of it. */
export function among(values: Among | undefined, condition: (values: Sql) => Sql): readonly Sql[] {
  if (values === undefined) return [];
  const { included, excluded } = values;
  return [
    ...(included.length === 0 ? [] : [condition(list(included))]),
    ...(excluded.length === 0 ? [] : [sql`not (${condition(list(excluded))})`]),
  ];
}

/** A bound `text[]`. */
export function list(values: readonly string[]): Sql {
  return sql`${textArray(values)}::text[]`;
}

/** A bound pattern for `ilike` that finds the text anywhere, taken as it stands. */
export function containing(text: string): Sql {
  return param(`%${text.replace(/[\\%_]/g, "\\$&")}%`);
}

/** `asc` or `desc`. */
export function direction(descending: boolean): Sql {
  return descending ? sql`desc` : sql`asc`;
}

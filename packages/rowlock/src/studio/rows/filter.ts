// Filters as SQL conditions. Values are bound, and take the type of their column: PostgreSQL reads the text.
import { identifier, join, param, type Sql, sql, trusted } from "../../sql/fragment.ts";
import { StudioError } from "../studio-error.ts";
import type { Filter, FilterOperator } from "../wire/rows.ts";

const COMPARISON: Readonly<Partial<Record<FilterOperator, string>>> = {
  eq: "=",
  neq: "<>",
  gt: ">",
  gte: ">=",
  lt: "<",
  lte: "<=",
};

const PATTERN: Readonly<Partial<Record<FilterOperator, string>>> = { like: "like", ilike: "ilike" };

/** A WHERE clause's condition; true when nothing is filtered. */
export function filterCondition(filters: readonly Filter[], columns: readonly string[]): Sql {
  if (filters.length === 0) return trusted("true");
  return join(
    filters.map((filter, index) => condition(filter, { columns, field: `filters.${index}` })),
    " and ",
  );
}

interface FilterPlace {
  readonly columns: readonly string[];
  readonly field: string;
}

function condition({ column, operator, value }: Filter, { columns, field }: FilterPlace): Sql {
  const name = knownColumn(column, { columns, field });
  const comparison = COMPARISON[operator];
  if (comparison !== undefined) return sql`${name} ${trusted(comparison)} ${param(value)}`;
  const pattern = PATTERN[operator];
  if (pattern !== undefined) return sql`${name}::text ${trusted(pattern)} ${param(value)}`;
  if (operator === "is-null") return sql`${name} is null`;
  if (operator === "is-not-null") return sql`${name} is not null`;
  const items = value.split(",").map((item) => param(item.trim()));
  return sql`${name} in (${join(items)})`;
}

/** @throws STUDIO_REQUEST_INVALID for a column that the table does not have */
export function knownColumn(column: string, { columns, field }: FilterPlace): Sql {
  if (columns.includes(column)) return sql`t.${identifier(column)}`;
  throw new StudioError("STUDIO_REQUEST_INVALID", {
    message: `The table has no column ${column}`,
    hint: "It may have been renamed or dropped since the page was opened",
    field,
  });
}

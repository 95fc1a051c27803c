// Paging by key: a page begins after the last row of the one before, so the millionth row costs as little as the first.
// NULLs sort as PostgreSQL sorts them by default, as if larger than everything, so that plain indexes serve.
import { join, param, type Sql, sql, trusted } from "../../sql/fragment.ts";

export interface SortKey {
  /** The column, or `ctid`, as a fragment. */
  readonly column: Sql;
  readonly ascending: boolean;
  readonly nullable: boolean;
}

/** `backwards` reads from the other end: for the page before, and for the last. */
export function orderBy(keys: readonly SortKey[], backwards: boolean): Sql {
  return join(
    keys.map(
      ({ column, ascending }) =>
        sql`${column} ${trusted(ascending === backwards ? "desc" : "asc")}`,
    ),
  );
}

/** The rows that lie beyond the one with these values, in the order of orderBy(). */
export function beyond(
  keys: readonly SortKey[],
  {
    values,
    backwards,
  }: { readonly values: readonly (string | null)[]; readonly backwards: boolean },
): Sql {
  const [first] = keys;
  const uniform = keys.every((key) => !key.nullable && key.ascending === first?.ascending);
  if (first !== undefined && uniform) {
    const operator = trusted(first.ascending === backwards ? "<" : ">");
    const bound = values.slice(0, keys.length).map((value) => param(value));
    return sql`(${join(keys.map((key) => key.column))}) ${operator} (${join(bound)})`;
  }
  const alternatives = keys.map((key, index) => {
    const tied = keys.slice(0, index).map((earlier, at) => equals(earlier, values[at] ?? null));
    const further = exceeds(
      { ...key, ascending: key.ascending !== backwards },
      values[index] ?? null,
    );
    return sql`(${join([...tied, further], " and ")})`;
  });
  return sql`(${join(alternatives, " or ")})`;
}

function equals({ column }: SortKey, value: string | null): Sql {
  return value === null ? sql`${column} is null` : sql`${column} = ${param(value)}`;
}

function exceeds({ column, ascending, nullable }: SortKey, value: string | null): Sql {
  if (ascending) {
    if (value === null) return trusted("false");
    const larger = sql`${column} > ${param(value)}`;
    return nullable ? sql`(${larger} or ${column} is null)` : larger;
  }
  return value === null ? sql`${column} is not null` : sql`${column} < ${param(value)}`;
}

// What guards a table at this moment, asked within another statement as the role that is to read it.
import { param, type Sql, sql } from "../../sql/fragment.ts";

/**
 * A row of: `rls`, whether row level security is on; `guarded`, whether it binds the current role; `may`, for each of the
 * columns in their order `1` where the current role may select it, else `0`. No row: the table is no more.
 */
export function guardOfTable(oid: string, columns: readonly number[]): Sql {
  return sql`select c.relrowsecurity as rls, pg_catalog.row_security_active(c.oid) as guarded,
    (select pg_catalog.string_agg(case when pg_catalog.has_schema_privilege(c.relnamespace, 'USAGE')
        and pg_catalog.has_column_privilege(c.oid, u.number, 'SELECT') then '1' else '0' end, '' order by u.place)
      from pg_catalog.unnest(${param(`{${columns.join(",")}}`)}::int2[]) with ordinality as u(number, place)) as may
    from pg_catalog.pg_class as c where c.oid = ${param(oid)}::oid`;
}

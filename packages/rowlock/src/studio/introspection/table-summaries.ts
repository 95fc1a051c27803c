// Every table and view that Studio lists, with its columns' names for completion, in one query.
import { sql, trusted } from "../../sql/fragment.ts";
import type { OwnerConnection } from "../owner-database.ts";
import type { TableKind, TableSummary } from "../wire/schema.ts";
import { SHOWN_SCHEMA } from "./schema-names.ts";

export const TABLE_KINDS: Readonly<Record<string, TableKind>> = {
  r: "table",
  p: "partitioned table",
  v: "view",
  m: "materialized view",
  f: "foreign table",
};

interface Row extends Omit<TableSummary, "kind"> {
  readonly kind: string;
}

export async function readTableSummaries(
  database: OwnerConnection,
): Promise<readonly TableSummary[]> {
  const rows = await database.rows<Row>(sql`
    select n.nspname as schema,
           c.relname as name,
           c.relkind as kind,
           c.relrowsecurity as rls,
           coalesce(policy.count, 0) as policies,
           nullif(c.reltuples, -1)::float8 as estimate,
           pg_catalog.obj_description(c.oid, 'pg_class') as comment,
           coalesce(attribute.columns, '[]') as columns
      from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      left join (
        select polrelid, count(*)::int4 as count from pg_catalog.pg_policy group by polrelid
      ) policy on policy.polrelid = c.oid
      left join (
        select a.attrelid,
               json_agg(json_build_object(
                 'name', a.attname, 'type', pg_catalog.format_type(a.atttypid, a.atttypmod)
               ) order by a.attnum) as columns
          from pg_catalog.pg_attribute a
         where a.attnum > 0 and not a.attisdropped
         group by a.attrelid
      ) attribute on attribute.attrelid = c.oid
     where c.relkind in ('r', 'p', 'v', 'm', 'f')
       and not c.relispartition
       and ${SHOWN_SCHEMA}
       and ${NOT_OF_AN_EXTENSION}
     order by n.nspname, c.relname`);
  return rows.map((row) => ({ ...row, kind: TABLE_KINDS[row.kind] ?? "table" }));
}

const NOT_OF_AN_EXTENSION = trusted(`not exists (
         select from pg_catalog.pg_depend d
          where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')`);

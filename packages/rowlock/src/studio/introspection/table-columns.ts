// The columns of one table with everything that the Table Editor shows and edits: keys, defaults, identities, references.
import { sql } from "../../sql/fragment.ts";
import type { OwnerConnection } from "../owner-database.ts";
import type { TableColumn } from "../wire/schema.ts";
import { type TableName, tableId } from "./policies.ts";

export async function readTableColumns(
  database: OwnerConnection,
  table: TableName,
): Promise<readonly TableColumn[]> {
  return database.rows<TableColumn>(sql`
    select a.attname as name,
           pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
           not a.attnotnull as nullable,
           pg_catalog.pg_get_expr(d.adbin, d.adrelid) as default,
           case a.attidentity when 'a' then 'always' when 'd' then 'by default' end as identity,
           a.attgenerated <> '' as generated,
           coalesce(keyed.is_primary, false) as "primaryKey",
           coalesce(keyed.is_unique, false) as unique,
           pg_catalog.col_description(a.attrelid, a.attnum) as comment,
           case when t.typtype = 'e' then array(
             select e.enumlabel::text from pg_catalog.pg_enum e where e.enumtypid = t.oid order by e.enumsortorder
           ) end as labels,
           reference.target as references
      from pg_catalog.pg_attribute a
      join pg_catalog.pg_type t on t.oid = a.atttypid
      left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      left join lateral (
        select bool_or(i.indisprimary) as is_primary,
               bool_or(i.indisunique and i.indnkeyatts = 1 and not i.indisprimary) as is_unique
          from pg_catalog.pg_index i
         where i.indrelid = a.attrelid and i.indpred is null and a.attnum = any (i.indkey)
      ) keyed on true
      left join lateral (
        select json_build_object('schema', fn.nspname, 'table', fc.relname, 'column', fa.attname) as target
          from pg_catalog.pg_constraint k
          join pg_catalog.pg_class fc on fc.oid = k.confrelid
          join pg_catalog.pg_namespace fn on fn.oid = fc.relnamespace
          join pg_catalog.pg_attribute fa on fa.attrelid = k.confrelid and fa.attnum = k.confkey[1]
         where k.conrelid = a.attrelid and k.contype = 'f' and k.conkey = array[a.attnum]
         limit 1
      ) reference on true
     where a.attrelid = ${tableId(table)} and a.attnum > 0 and not a.attisdropped
     order by a.attnum`);
}

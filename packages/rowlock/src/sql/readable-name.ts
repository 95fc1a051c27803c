// Names for SQL that people read and keep, such as migrations: quoted only where PostgreSQL would need it.
// Guarantee: what quote_ident would quote is quoted, so that a name always means itself.
import { identifier, join, type Sql, trusted } from "./fragment.ts";

/** PostgreSQL 17's key words that can't stand as a plain name everywhere (`pg_get_keywords()`, all but U). */
const RESERVED = new Set(
  `all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast
  char character check coalesce collate collation column concurrently constraint create cross current_catalog
  current_date current_role current_schema current_time current_timestamp current_user dec decimal default deferrable
  desc distinct do else end except exists extract false fetch float for foreign freeze from full grant greatest group
  grouping having ilike in initially inner inout int integer intersect interval into is isnull join json json_array
  json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize json_table json_value
  lateral leading least left like limit localtime localtimestamp merge_action national natural nchar none normalize not
  notnull null nullif numeric offset on only or order out outer overlaps overlay placing position precision primary real
  references returning right row select session_user setof similar smallint some substring symmetric system_user table
  tablesample then time timestamp to trailing treat trim true union unique user using values varchar variadic verbose
  when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot
  xmlserialize xmltable`.split(/\s+/),
);

/** A name, or several joined by dots, as plain as it can be: `public.tasks`, `public."Order"`. */
export function readableName(...names: readonly string[]): Sql {
  const parts = names.map((name) => {
    const plain = /^[a-z_][a-z0-9_]*$/.test(name) && !RESERVED.has(name);
    return plain ? trusted(name) : identifier(name);
  });
  return join(parts, ".");
}

// Tables whose changes are read from the log: their columns' types, their primary key, and whether a publication tells
// of them.
import type { SqlClient } from "../../sql/sql-client.ts";
import type { QualifiedName } from "../qualified-name.ts";

export interface LoggedTableColumn {
  readonly name: string;
  /** pg_attribute.attnum. */
  readonly number: number;
  /** pg_type.typname, such as int8. */
  readonly type: string;
  readonly typeSchema: string;
  /** As people write it, such as bigint. */
  readonly typeName: string;
}

export interface LoggedTableFacts extends QualifiedName {
  readonly oid: string;
  /** In the table's order. */
  readonly columns: readonly LoggedTableColumn[];
  /** The primary key's columns in its order; none: there is no primary key. */
  readonly key: readonly string[];
}

const FACTS = `c.oid::text, n.nspname as schema, c.relname as name,
    coalesce((select json_agg(json_build_object(
        'name', a.attname, 'number', a.attnum, 'type', t.typname, 'typeSchema', tn.nspname,
        'typeName', format_type(a.atttypid, null)) order by a.attnum)
      from pg_attribute a join pg_type t on t.oid = a.atttypid join pg_namespace tn on tn.oid = t.typnamespace
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '[]') as columns,
    array(select a.attname::text from pg_constraint o, unnest(o.conkey) with ordinality k(number, place)
      join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
      where o.conrelid = c.oid and o.contype = 'p' order by k.place) as key`;

const FROM = "from pg_class c join pg_namespace n on n.oid = c.relnamespace";

/** Undefined: it is no more. */
export async function loadLoggedTable(
  client: SqlClient,
  oid: number,
): Promise<LoggedTableFacts | undefined> {
  const { rows } = await client.query<LoggedTableFacts>(
    `select ${FACTS} ${FROM} where c.oid = $1::bigint::oid`,
    [oid],
  );
  return rows[0];
}

export interface PublicationQuestion {
  readonly publication: string;
  /** "*": all of them. */
  readonly schema: string;
  readonly name: string;
}

/** Those of a publication's tables that a name means. */
export async function loadPublishedTables(
  client: SqlClient,
  { publication, schema, name }: PublicationQuestion,
): Promise<readonly LoggedTableFacts[]> {
  const { rows } = await client.query<LoggedTableFacts>(
    `select ${FACTS} ${FROM} join pg_publication_tables p on p.schemaname = n.nspname and p.tablename = c.relname
    where p.pubname = $1 and $2::text in ('*', n.nspname) and $3::text in ('*', c.relname) order by n.nspname, c.relname`,
    [publication, schema, name],
  );
  return rows;
}

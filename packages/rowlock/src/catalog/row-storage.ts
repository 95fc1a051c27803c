// Which files of a data directory hold rows, and which tables keep theirs: asked of the server that owns them, so that
// a copy can be made without ever reading a row.
import type { SqlClient } from "../sql/sql-client.ts";
import type { QualifiedName } from "./qualified-name.ts";

// Rowlock's own register of the platform's objects, and the reference data that an extension brings along, hold nobody's
// rows, and what is built on them does not work without.
const KEPT_SCHEMAS = ["_rowlock"];
const KEPT_EXTENSIONS = ["postgis", "postgis_topology", "postgis_tiger_geocoder"];

/** The tables whose rows are left in a copy. */
const KEPT_TABLES = `
  select c.oid from pg_catalog.pg_class as c
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  where c.relkind = 'r' and (
    n.nspname in (${KEPT_SCHEMAS.map((name) => `'${name}'`).join(", ")})
    or exists (
      select from pg_catalog.pg_depend as d
      join pg_catalog.pg_extension as e on e.oid = d.refobjid
      where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid
        and d.refclassid = 'pg_catalog.pg_extension'::regclass and d.deptype = 'e'
        and e.extname in (${KEPT_EXTENSIONS.map((name) => `'${name}'`).join(", ")})
    )
  )`;

// INVARIANT: what is listed here is truncated in the copy before anything reads it: an index without its first page can
// be read no more, only built anew.
const ROW_FILES = `
  with heaps as (
    select c.oid, c.reltoastrelid from pg_catalog.pg_class as c
    where c.relkind in ('r', 'm') and c.relpersistence <> 't' and c.oid >= 16384
      and c.oid not in (${KEPT_TABLES})
    union all
    select c.oid, c.reltoastrelid from pg_catalog.pg_class as c
    where c.oid = 'pg_catalog.pg_largeobject'::regclass
  ),
  tables as (
    select oid from heaps union all select reltoastrelid from heaps where reltoastrelid <> 0
  )
  select pg_catalog.pg_relation_filepath(found.oid) as path
  from (
    select oid from tables
    union all
    select indexrelid from pg_catalog.pg_index where indrelid in (select oid from tables)
  ) as found
  where pg_catalog.pg_relation_filepath(found.oid) is not null`;

/** Paths below the data directory, without the endings of forks and segments. */
export async function listRowFiles(client: SqlClient): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ path: string }>(ROW_FILES);
  return new Set(rows.map(({ path }) => path));
}

const TABLES = `
  select n.nspname as schema, c.relname as name, c.relkind = 'm' as computed
  from pg_catalog.pg_class as c
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  where c.relkind in ('r', 'm') and c.relpersistence <> 't' and c.oid >= 16384
    and c.oid not in (${KEPT_TABLES})
  order by c.oid`;

export interface RowTable extends QualifiedName {
  /** A materialized view: emptied by refreshing it without data. */
  readonly computed: boolean;
}

/** The tables and materialized views whose rows a copy is made without. */
export async function listRowTables(client: SqlClient): Promise<readonly RowTable[]> {
  const { rows } = await client.query<RowTable>(TABLES);
  return rows;
}

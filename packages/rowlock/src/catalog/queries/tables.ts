// Reads tables and columns from pg_catalog. Partitions are left out: requests go to the partitioned table.
import type { SqlClient } from "../../database/sql-client.ts";
import type { Column, Table, TableKind } from "../table.ts";
import { BASE_TYPES, NOT_A_SERVICES, USER_SCHEMAS } from "./fragments.ts";

interface TableRow {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly relkind: keyof typeof KINDS;
  readonly description: string | null;
  /** The bits of pg_relation_is_updatable. */
  readonly writes: number;
}

interface ColumnRow {
  readonly table: number;
  readonly name: string;
  readonly description: string | null;
  readonly nullable: boolean;
  readonly type: string;
  readonly declared_type: string;
  readonly max_length: number | null;
  readonly default: string | null;
  readonly labels: readonly string[] | null;
}

const KINDS = {
  r: "table",
  p: "partitioned table",
  v: "view",
  m: "materialized view",
  f: "foreign table",
} as const satisfies Record<string, TableKind>;

// pg_relation_is_updatable: 1 << CmdType (update 2, insert 3, delete 4). https://www.postgresql.org/docs/17/functions-info.html
const UPDATE = 4;
const INSERT = 8;
const DELETE = 16;

const TABLES = `
  select relation.oid::int8::float8 as oid, namespace.nspname as schema, relation.relname as name,
    relation.relkind, obj_description(relation.oid, 'pg_class') as description,
    case
      when relation.relkind in ('r', 'p') then ${UPDATE | INSERT | DELETE}
      when relation.relkind in ('v', 'f') then pg_relation_is_updatable(relation.oid, true)
      else 0
    end as writes
  from pg_class relation
  join pg_namespace namespace on namespace.oid = relation.relnamespace
  where relation.relkind in ('r', 'v', 'm', 'f', 'p') and not relation.relispartition
    and ${USER_SCHEMAS}
    and ${NOT_A_SERVICES}
  order by namespace.nspname, relation.relname`;

const COLUMNS = `
  with recursive ${BASE_TYPES},
  labels as (
    select enumtypid as type, json_agg(enumlabel order by enumsortorder) as labels
    from pg_enum group by enumtypid
  )
  select relation.oid::int8::float8 as table, attribute.attname as name,
    col_description(relation.oid, attribute.attnum) as description,
    not (attribute.attnotnull or (type.typtype = 'd' and type.typnotnull)) as nullable,
    case
      when type.typtype = 'd' and base.namespace = 'pg_catalog'::regnamespace
        then format_type(base.base, null)
      when type.typtype <> 'd' and type.typnamespace = 'pg_catalog'::regnamespace
        then format_type(attribute.atttypid, null)
      else format_type(attribute.atttypid, attribute.atttypmod)
    end as type,
    format_type(attribute.atttypid, attribute.atttypmod) as declared_type,
    case
      when modifier.value = -1 then null
      when modifier.of in ('bpchar'::regtype, 'varchar'::regtype) then modifier.value - 4
      when modifier.of in ('bit'::regtype, 'varbit'::regtype) then modifier.value
    end as max_length,
    case
      when type.typbasetype <> 0 and defaults.adbin is null then pg_get_expr(type.typdefaultbin, 0)
      when attribute.attidentity = 'd' then (
        select format('nextval(%L)', sequence.objid::regclass)
        from pg_depend sequence
        where sequence.refclassid = 'pg_catalog.pg_class'::regclass
          and sequence.refobjid = relation.oid and sequence.refobjsubid = attribute.attnum
          and sequence.deptype = 'i'
        limit 1)
      when attribute.attgenerated <> '' then null
      else pg_get_expr(defaults.adbin, defaults.adrelid)
    end as default,
    labels.labels
  from pg_class relation
  join pg_namespace namespace on namespace.oid = relation.relnamespace
  join pg_attribute attribute on attribute.attrelid = relation.oid
  join pg_type type on type.oid = attribute.atttypid
  left join base_types base on base.oid = type.oid
  left join labels on labels.type = base.base
  left join pg_attrdef defaults
    on defaults.adrelid = relation.oid and defaults.adnum = attribute.attnum
  cross join lateral (
    select case when type.typtype = 'd' then type.typbasetype else attribute.atttypid end as of,
      case when type.typtype = 'd' then type.typtypmod else attribute.atttypmod end as value
  ) modifier
  where relation.relkind in ('r', 'v', 'm', 'f', 'p') and not relation.relispartition
    and attribute.attnum > 0 and not attribute.attisdropped
    and ${USER_SCHEMAS}
    and ${NOT_A_SERVICES}
  order by relation.oid, attribute.attnum`;

/** A table without its primary key, which the keys tell. */
export type TableWithoutKey = Omit<Table, "primaryKey">;

export async function loadTables(client: SqlClient): Promise<readonly TableWithoutKey[]> {
  const tables = await client.query<TableRow>(TABLES);
  const columns = await client.query<ColumnRow>(COLUMNS);
  const byTable = new Map<number, Map<string, Column>>();
  for (const row of columns.rows) {
    const known = byTable.get(row.table) ?? new Map<string, Column>();
    byTable.set(row.table, known.set(row.name, columnOf(row)));
  }
  return tables.rows.map((row) => ({
    oid: row.oid,
    schema: row.schema,
    name: row.name,
    kind: KINDS[row.relkind],
    description: row.description ?? undefined,
    insertable: (row.writes & INSERT) !== 0,
    updatable: (row.writes & UPDATE) !== 0,
    deletable: (row.writes & DELETE) !== 0,
    columns: byTable.get(row.oid) ?? new Map(),
  }));
}

function columnOf(row: ColumnRow): Column {
  return {
    name: row.name,
    description: row.description ?? undefined,
    nullable: row.nullable,
    type: row.type,
    declaredType: row.declared_type,
    maxLength: row.max_length ?? undefined,
    defaultExpression: row.default ?? undefined,
    labels: row.labels ?? [],
  };
}

// Columns: what a request may write into them, and what a writer must know besides: type down to a domain's base,
// default, sequence, generation.
import type { SqlClient } from "../../sql/sql-client.ts";
import { groupBy } from "../group-by.ts";
import type { QualifiedName } from "../qualified-name.ts";
import {
  BASE_TYPES,
  CHOSEN,
  chosen,
  IS_RELATION,
  NOT_A_SERVICES,
  USER_SCHEMA,
} from "./fragments.ts";

export interface Column {
  /** The oid of its relation. */
  readonly relation: string;
  readonly name: string;
  readonly description: string | null;
  readonly nullable: boolean;
  /** As declared, a domain by its own name, as SQL text that needs no search path: `character varying(20)`. */
  readonly type: string;
  /** The base type of a domain over a built-in type, else the type; without a length where it is built in. */
  readonly plainType: string;
  readonly maxLength: number | null;
  /** What PostgreSQL puts in for a missing value, as SQL text, also of identity columns and domains. */
  readonly filledBy: string | null;
  /** The labels of an enum, in their order; else none. */
  readonly labels: readonly string[];
}

export type TypeKind = "base" | "enum" | "composite" | "range" | "multirange" | "other";

export interface ColumnFacts extends Column {
  readonly position: number;
  /** The declared type with domains resolved. */
  readonly baseType: string;
  readonly typeKind: TypeKind;
  /** Its own DEFAULT. */
  readonly defaultExpression: string | null;
  readonly identity: "always" | "by default" | null;
  readonly generated: boolean;
  /** What a generated column is computed by. */
  readonly generation: string | null;
  readonly sequence: OwnedSequence | null;
}

/** A sequence that feeds a column. An identity column's needs no grant, a serial column's does. */
export interface OwnedSequence {
  readonly schema: string;
  readonly name: string;
  readonly identity: boolean;
  /** The roles asked about that may use it. */
  readonly usableBy: readonly string[];
}

const COLUMN = `c.oid::text as relation, a.attname as name,
    col_description(c.oid, a.attnum) as description,
    not (a.attnotnull or (t.typtype = 'd' and t.typnotnull)) as nullable,
    format_type(a.atttypid, a.atttypmod) as type,
    case
      when t.typtype = 'd' and base.namespace = 'pg_catalog'::regnamespace then format_type(base.base, null)
      when t.typtype <> 'd' and t.typnamespace = 'pg_catalog'::regnamespace then format_type(a.atttypid, null)
      else format_type(a.atttypid, a.atttypmod)
    end as "plainType",
    case
      when modifier.value = -1 then null
      when modifier.of in ('bpchar'::regtype, 'varchar'::regtype) then modifier.value - 4
      when modifier.of in ('bit'::regtype, 'varbit'::regtype) then modifier.value
    end as "maxLength",
    case
      when t.typbasetype <> 0 and d.adbin is null then pg_get_expr(t.typdefaultbin, 0)
      when a.attidentity = 'd' then (
        select format('nextval(%L)', sequence.objid::regclass)
        from pg_depend sequence
        where sequence.refclassid = 'pg_class'::regclass
          and sequence.refobjid = c.oid and sequence.refobjsubid = a.attnum and sequence.deptype = 'i'
        limit 1)
      when a.attgenerated <> '' then null
      else pg_get_expr(d.adbin, d.adrelid)
    end as "filledBy",
    coalesce(labels.labels, '[]') as labels`;

const FACTS = `a.attnum as position,
    format_type(base.base, case when t.typtype = 'd' then base.typmod else a.atttypmod end) as "baseType",
    case base.kind when 'b' then 'base' when 'e' then 'enum' when 'c' then 'composite' when 'r' then 'range'
      when 'm' then 'multirange' else 'other' end as "typeKind",
    case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end as "defaultExpression",
    case a.attidentity when 'a' then 'always' when 'd' then 'by default' end as identity,
    a.attgenerated <> '' as generated,
    case when a.attgenerated <> '' then pg_get_expr(d.adbin, d.adrelid) end as generation,
    s.sequence`;

const WITH = `with recursive ${BASE_TYPES},
  labels as (
    select enumtypid as type, json_agg(enumlabel order by enumsortorder) as labels
    from pg_enum group by enumtypid
  )`;

const FROM = `from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid
  join pg_type t on t.oid = a.atttypid
  left join base_types base on base.oid = t.oid
  left join labels on labels.type = base.base
  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  cross join lateral (
    select case when t.typtype = 'd' then t.typbasetype else a.atttypid end as of,
      case when t.typtype = 'd' then t.typtypmod else a.atttypmod end as value
  ) modifier`;

const WHERE = `where ${IS_RELATION} and a.attnum > 0 and not a.attisdropped and ${USER_SCHEMA}`;

const ORDER = "order by c.oid, a.attnum";

const SEQUENCE = `left join lateral (
    select json_build_object(
      'schema', sn.nspname, 'name', sc.relname, 'identity', dep.deptype = 'i',
      'usableBy', array(select r.rolname from pg_roles r
        where r.rolname = any ($3) and has_sequence_privilege(r.oid, sc.oid, 'USAGE'))
    ) as sequence
    from pg_depend dep
    join pg_class sc on sc.oid = dep.objid and sc.relkind = 'S'
    join pg_namespace sn on sn.oid = sc.relnamespace
    where dep.classid = 'pg_class'::regclass and dep.refclassid = 'pg_class'::regclass
      and dep.refobjid = c.oid and dep.refobjsubid = a.attnum and dep.deptype in ('a', 'i')
    limit 1
  ) s on a.attidentity <> '' or a.atthasdef`;

/** Of the relations that an API shows. */
export async function loadColumns(client: SqlClient): Promise<readonly Column[]> {
  const { rows } = await client.query<Column>(
    `${WITH} select ${COLUMN} ${FROM} ${WHERE} and not c.relispartition and ${NOT_A_SERVICES} ${ORDER}`,
  );
  return rows;
}

export interface ColumnsOptions {
  /** The roles whose rights on sequences are of interest. */
  readonly roles: readonly string[];
  readonly only?: QualifiedName | undefined;
}

/** By relation. */
export async function loadColumnFacts(
  client: SqlClient,
  { roles, only }: ColumnsOptions,
): Promise<ReadonlyMap<string, readonly ColumnFacts[]>> {
  const { rows } = await client.query<ColumnFacts>(
    `${WITH} select ${COLUMN}, ${FACTS} ${FROM} ${SEQUENCE} ${WHERE} and ${CHOSEN} ${ORDER}`,
    [...chosen(only), roles],
  );
  return groupBy(rows, ({ relation }) => relation);
}

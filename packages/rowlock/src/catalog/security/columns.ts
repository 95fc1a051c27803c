// Columns with what a writer must know of them: type down to a domain's base, default, sequence, generation.
import type { SqlClient } from "../../database/sql-client.ts";
import { groupBy } from "./group-by.ts";

export type TypeKind = "base" | "enum" | "composite" | "range" | "multirange" | "other";

export interface ColumnFacts {
  readonly name: string;
  readonly position: number;
  /** As declared, such as `character varying(20)` or a domain's name. */
  readonly type: string;
  /** The same with domains resolved. */
  readonly baseType: string;
  readonly typeKind: TypeKind;
  /** The labels of an enum, in their order. */
  readonly labels: readonly string[];
  readonly notNull: boolean;
  readonly defaultExpression: string | null;
  readonly identity: "always" | "by default" | null;
  readonly generated: boolean;
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

interface Row {
  readonly relation: string;
  readonly name: string;
  readonly position: number;
  readonly type: string;
  readonly base_type: string;
  readonly type_kind: string;
  readonly labels: readonly string[];
  readonly not_null: boolean;
  readonly default_expression: string | null;
  readonly identity: "a" | "d" | "";
  readonly generated: boolean;
  readonly sequence: OwnedSequence | null;
}

const TYPE_KINDS: Readonly<Record<string, TypeKind>> = {
  b: "base",
  e: "enum",
  c: "composite",
  r: "range",
  m: "multirange",
};

const QUERY = `
  select a.attrelid::text as relation, a.attname as name, a.attnum as position,
    format_type(a.atttypid, a.atttypmod) as type,
    format_type(b.oid, case when t.typtype = 'd' then b.typmod else a.atttypmod end) as base_type,
    b.typtype as type_kind,
    array(select e.enumlabel::text from pg_enum e where e.enumtypid = b.oid order by e.enumsortorder) as labels,
    a.attnotnull or (t.typtype = 'd' and t.typnotnull) as not_null,
    case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end as default_expression,
    a.attidentity as identity,
    a.attgenerated <> '' as generated,
    s.sequence
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_type t on t.oid = a.atttypid
  cross join lateral (
    with recursive chain as (
      select t.oid, t.typtype, t.typbasetype, t.typtypmod, -1 as typmod
      union all
      select next.oid, next.typtype, next.typbasetype, next.typtypmod, chain.typtypmod
      from chain join pg_type next on next.oid = chain.typbasetype
      where chain.typtype = 'd'
    )
    select chain.oid, chain.typtype, chain.typmod from chain where chain.typtype <> 'd' limit 1
  ) b
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  left join lateral (
    select json_build_object(
      'schema', sn.nspname, 'name', sc.relname, 'identity', dep.deptype = 'i',
      'usableBy', array(select r.rolname from pg_roles r
        where r.rolname = any ($1) and has_sequence_privilege(r.oid, sc.oid, 'USAGE'))
    ) as sequence
    from pg_depend dep
    join pg_class sc on sc.oid = dep.objid and sc.relkind = 'S'
    join pg_namespace sn on sn.oid = sc.relnamespace
    where dep.classid = 'pg_class'::regclass and dep.refclassid = 'pg_class'::regclass
      and dep.refobjid = a.attrelid and dep.refobjsubid = a.attnum and dep.deptype in ('a', 'i')
    limit 1
  ) s on a.attidentity <> '' or a.atthasdef
  where a.attnum > 0 and not a.attisdropped
    and c.relkind in ('r', 'p', 'v', 'm', 'f')
    and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  order by a.attrelid, a.attnum`;

/** By relation. `roles` are those whose rights on sequences are of interest. */
export async function loadColumns(
  client: SqlClient,
  roles: readonly string[],
): Promise<ReadonlyMap<string, readonly ColumnFacts[]>> {
  const { rows } = await client.query<Row>(QUERY, [roles]);
  return groupBy(rows, (row) => [row.relation, columnFrom(row)]);
}

function columnFrom(row: Row): ColumnFacts {
  return {
    name: row.name,
    position: row.position,
    type: row.type,
    baseType: row.base_type,
    typeKind: TYPE_KINDS[row.type_kind] ?? "other",
    labels: row.labels,
    notNull: row.not_null,
    defaultExpression: row.default_expression,
    identity: row.identity === "a" ? "always" : row.identity === "d" ? "by default" : null,
    generated: row.generated,
    sequence: row.sequence,
  };
}

// Keys, foreign keys and checks: what a row must satisfy, and how tables hang together.
import type { SqlClient } from "../../sql/sql-client.ts";
import { groupBy } from "../group-by.ts";
import type { QualifiedName } from "../qualified-name.ts";
import { CHOSEN, chosen, NOT_A_SERVICES, USER_SCHEMA } from "./fragments.ts";

interface OfColumns {
  readonly name: string;
  /** The oid of its relation. */
  readonly relation: string;
  /** In the order of the constraint. */
  readonly columns: readonly string[];
  /** The numbers of the columns (pg_attribute.attnum), in the same order. */
  readonly numbers: readonly number[];
}

export interface KeyConstraint extends OfColumns {
  readonly kind: "primary" | "unique";
}

export interface ForeignKey extends OfColumns {
  readonly kind: "foreign";
  /** The oid of the referenced table. */
  readonly target: string;
  readonly targetSchema: string;
  readonly targetName: string;
  /** As long as `columns`, in the same order. */
  readonly targetColumns: readonly string[];
  readonly targetNumbers: readonly number[];
  readonly deferrable: boolean;
  /** True for the copies that PostgreSQL keeps of a partitioned table's key. */
  readonly inherited: boolean;
}

export interface CheckConstraint extends OfColumns {
  readonly kind: "check";
  readonly expression: string;
}

export type Constraint =
  | KeyConstraint
  | ForeignKey
  | CheckConstraint
  | (OfColumns & { readonly kind: "exclusion" });

function namesOf(numbers: string, relation: string): string {
  return `array(select a.attname::text from unnest(${numbers}) with ordinality k(number, place)
      join pg_attribute a on a.attrelid = ${relation} and a.attnum = k.number order by k.place)`;
}

const KEY = `o.conname as name, o.conrelid::text as relation,
    case o.contype when 'p' then 'primary' when 'u' then 'unique' when 'f' then 'foreign' when 'c' then 'check'
      else 'exclusion' end as kind,
    ${namesOf("o.conkey", "o.conrelid")} as columns, o.conkey as numbers,
    o.confrelid::text as target, tn.nspname as "targetSchema", t.relname as "targetName",
    ${namesOf("o.confkey", "o.confrelid")} as "targetColumns", o.confkey as "targetNumbers",
    o.condeferrable as deferrable, o.conparentid <> 0 as inherited`;

const FROM = `from pg_constraint o
  join pg_class c on c.oid = o.conrelid
  join pg_namespace n on n.oid = c.relnamespace
  left join pg_class t on t.oid = o.confrelid
  left join pg_namespace tn on tn.oid = t.relnamespace`;

/** The keys that an API knows relations and their relationships by. */
export async function loadKeys(
  client: SqlClient,
): Promise<readonly (KeyConstraint | ForeignKey)[]> {
  const { rows } = await client.query<KeyConstraint | ForeignKey>(
    `select ${KEY} ${FROM}
    where o.contype in ('p', 'u', 'f') and ${USER_SCHEMA} and ${NOT_A_SERVICES}
    order by o.conrelid, o.conname`,
  );
  return rows;
}

/** By relation. */
export async function loadConstraints(
  client: SqlClient,
  only?: QualifiedName,
): Promise<ReadonlyMap<string, readonly Constraint[]>> {
  const { rows } = await client.query<Constraint>(
    `select ${KEY}, case when o.contype = 'c' then pg_get_expr(o.conbin, o.conrelid) end as expression ${FROM}
    where o.contype in ('p', 'u', 'f', 'c', 'x') and ${USER_SCHEMA} and ${CHOSEN}
    order by o.conrelid, o.contype, o.conname`,
    [...chosen(only)],
  );
  return groupBy(rows, ({ relation }) => relation);
}

const PARTITION_CHECKS = `
  select pg_get_partition_constraintdef(relid) as expression,
    array(select distinct a.attname::text
      from pg_partition_tree($1::oid) whole join pg_partitioned_table p on p.partrelid = whole.relid
      join pg_attribute a on a.attrelid = whole.relid and a.attnum = any (p.partattrs)) as columns
  from pg_partition_tree($1::oid) where isleaf and pg_get_partition_constraintdef(relid) is not null`;

/** What each partition of a table takes: a row that fits in none is refused. */
export async function loadPartitionChecks(
  client: SqlClient,
  relation: string,
): Promise<readonly Pick<CheckConstraint, "columns" | "expression">[]> {
  const { rows } = await client.query<CheckConstraint>(PARTITION_CHECKS, [relation]);
  return rows;
}

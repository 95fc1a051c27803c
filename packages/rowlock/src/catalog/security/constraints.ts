// Keys, foreign keys and checks: what a row must satisfy, and how tables hang together.
import type { SqlClient } from "../../database/sql-client.ts";
import { groupBy } from "./group-by.ts";

export type ConstraintFacts =
  | KeyConstraint
  | ForeignKeyFacts
  | {
      readonly kind: "check";
      readonly name: string;
      readonly columns: readonly string[];
      readonly expression: string;
    }
  | { readonly kind: "exclusion"; readonly name: string; readonly columns: readonly string[] };

export interface KeyConstraint {
  readonly kind: "primary" | "unique";
  readonly name: string;
  readonly columns: readonly string[];
}

export interface ForeignKeyFacts {
  readonly kind: "foreign";
  readonly name: string;
  readonly columns: readonly string[];
  readonly target: string;
  readonly targetSchema: string;
  readonly targetName: string;
  readonly targetColumns: readonly string[];
  readonly deferrable: boolean;
}

interface Row {
  readonly relation: string;
  readonly name: string;
  readonly kind: "p" | "u" | "f" | "c" | "x";
  readonly columns: readonly string[];
  readonly target: string;
  readonly target_schema: string | null;
  readonly target_name: string | null;
  readonly target_columns: readonly string[];
  readonly deferrable: boolean;
  readonly expression: string | null;
}

const QUERY = `
  select o.conrelid::text as relation, o.conname as name, o.contype as kind,
    array(select a.attname::text from unnest(o.conkey) with ordinality k(number, place)
      join pg_attribute a on a.attrelid = o.conrelid and a.attnum = k.number order by k.place) as columns,
    o.confrelid::text as target, tn.nspname as target_schema, t.relname as target_name,
    array(select a.attname::text from unnest(o.confkey) with ordinality k(number, place)
      join pg_attribute a on a.attrelid = o.confrelid and a.attnum = k.number order by k.place) as target_columns,
    o.condeferrable as deferrable,
    case when o.contype = 'c' then pg_get_expr(o.conbin, o.conrelid) end as expression
  from pg_constraint o
  join pg_class c on c.oid = o.conrelid
  join pg_namespace n on n.oid = c.relnamespace
  left join pg_class t on t.oid = o.confrelid
  left join pg_namespace tn on tn.oid = t.relnamespace
  where o.contype in ('p', 'u', 'f', 'c', 'x')
    and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  order by o.conrelid, o.contype, o.conname`;

/** By relation. */
export async function loadConstraints(
  client: SqlClient,
): Promise<ReadonlyMap<string, readonly ConstraintFacts[]>> {
  const { rows } = await client.query<Row>(QUERY);
  return groupBy(rows, (row) => [row.relation, constraintFrom(row)]);
}

function constraintFrom(row: Row): ConstraintFacts {
  const { name, columns } = row;
  switch (row.kind) {
    case "p":
      return { kind: "primary", name, columns };
    case "u":
      return { kind: "unique", name, columns };
    case "x":
      return { kind: "exclusion", name, columns };
    case "c":
      return { kind: "check", name, columns, expression: row.expression ?? "" };
    case "f":
      return {
        kind: "foreign",
        name,
        columns,
        target: row.target,
        targetSchema: row.target_schema ?? "",
        targetName: row.target_name ?? "",
        targetColumns: row.target_columns,
        deferrable: row.deferrable,
      };
  }
}

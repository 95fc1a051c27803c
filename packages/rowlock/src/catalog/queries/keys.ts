// Reads primary, unique and foreign keys from pg_constraint.
import type { SqlClient } from "../../database/sql-client.ts";
import type { ForeignKey, KeyColumn, KeyConstraint } from "../keys.ts";
import { NOT_A_SERVICES } from "./fragments.ts";

interface KeyRow {
  readonly kind: "p" | "u" | "f";
  readonly name: string;
  readonly table: number;
  readonly columns: readonly KeyColumn[];
  readonly referenced_table: number;
  readonly referenced_columns: readonly KeyColumn[] | null;
  readonly inherited: boolean;
}

function columnsOf(key: string, relation: string): string {
  return `(
    select json_agg(json_build_object('number', attribute.attnum, 'name', attribute.attname)
      order by part.place)
    from unnest(${key}) with ordinality as part(number, place)
    join pg_attribute attribute
      on attribute.attrelid = ${relation} and attribute.attnum = part.number)`;
}

const KEYS = `
  select contype as kind, conname as name, conrelid::int8::float8 as table,
    ${columnsOf("conkey", "conrelid")} as columns,
    confrelid::int8::float8 as referenced_table,
    ${columnsOf("confkey", "confrelid")} as referenced_columns,
    conparentid <> 0 as inherited
  from pg_constraint
  join pg_class relation on relation.oid = conrelid
  where contype in ('p', 'u', 'f')
    and connamespace <> 'pg_catalog'::regnamespace
    and ${NOT_A_SERVICES}
  order by conrelid, conname`;

export interface Keys {
  readonly constraints: readonly KeyConstraint[];
  readonly foreignKeys: readonly ForeignKey[];
}

export async function loadKeys(client: SqlClient): Promise<Keys> {
  const { rows } = await client.query<KeyRow>(KEYS);
  const constraints: KeyConstraint[] = [];
  const foreignKeys: ForeignKey[] = [];
  for (const row of rows) {
    const { name, table, columns } = row;
    if (row.kind === "f") {
      foreignKeys.push({
        kind: "foreign",
        name,
        table,
        columns,
        referencedTable: row.referenced_table,
        referencedColumns: row.referenced_columns ?? [],
        inherited: row.inherited,
      });
    } else
      constraints.push({ kind: row.kind === "p" ? "primary" : "unique", name, table, columns });
  }
  return { constraints, foreignKeys };
}

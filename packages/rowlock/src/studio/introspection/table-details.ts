// One table as its page needs it: columns, how its rows are told apart, policies, grants.
import { param, sql } from "../../sql/fragment.ts";
import type { OwnerConnection } from "../owner-database.ts";
import { StudioError } from "../studio-error.ts";
import type { RowKey, TableColumn, TableDetails, TableKind } from "../wire/schema.ts";
import { readMissingGrants } from "./missing-grants.ts";
import { readPolicies, type TableName, tableId } from "./policies.ts";
import { readRoleGrants } from "./role-grants.ts";
import { readTableColumns } from "./table-columns.ts";
import { TABLE_KINDS } from "./table-summaries.ts";

/** @throws STUDIO_NOT_FOUND */
export async function readTableDetails(
  database: OwnerConnection,
  { exposed, ...table }: TableName & { readonly exposed: readonly string[] },
): Promise<TableDetails> {
  const { kind, rls, comment } = await readTable(database, table);
  const [columns, policies, grants, missingGrants] = await Promise.all([
    readTableColumns(database, table),
    readPolicies(database, table),
    readRoleGrants(database, table),
    readMissingGrants(database, { exposed, only: table }),
  ]);
  return {
    schema: table.schema,
    name: table.table,
    kind,
    rls,
    comment,
    exposed: exposed.includes(table.schema),
    columns,
    rowKey: rowKeyOf(kind, columns),
    policies,
    grants,
    missingGrants,
  };
}

interface TableRow {
  readonly kind: TableKind;
  readonly rls: boolean;
  readonly comment: string | null;
}

async function readTable(database: OwnerConnection, table: TableName): Promise<TableRow> {
  const [row] = await database.rows<Omit<TableRow, "kind"> & { readonly kind: string }>(sql`
    select c.relkind as kind, c.relrowsecurity as rls,
           pg_catalog.obj_description(c.oid, ${param("pg_class")}) as comment
      from pg_catalog.pg_class c
     where c.oid = ${tableId(table)}`);
  const kind = row === undefined ? undefined : TABLE_KINDS[row.kind];
  if (row !== undefined && kind !== undefined) return { ...row, kind };
  throw new StudioError("STUDIO_NOT_FOUND", {
    message: `There is no table ${table.schema}.${table.table}`,
    hint: "It may have been renamed or dropped since the page was opened",
  });
}

/** A partitioned table without a key has the same ctid in several partitions: its rows can't be told apart. */
export function rowKeyOf(kind: TableKind, columns: readonly TableColumn[]): RowKey {
  if (kind !== "table" && kind !== "partitioned table") return { kind: "none" };
  const key = columns.filter((column) => column.primaryKey).map((column) => column.name);
  if (key.length > 0) return { kind: "primary-key", columns: key };
  return kind === "table" ? { kind: "ctid" } : { kind: "none" };
}

// One table as its page needs it: columns, how its rows are told apart, policies, grants.
import type { ColumnFacts } from "../../catalog/parts/columns.ts";
import { type Constraint, loadConstraints } from "../../catalog/parts/constraints.ts";
import { type IndexFacts, loadIndexes } from "../../catalog/parts/indexes.ts";
import type { RelationKind } from "../../catalog/parts/relations.ts";
import type { QualifiedName } from "../../catalog/qualified-name.ts";
import type { OwnerConnection } from "../owner-database.ts";
import { StudioError } from "../studio-error.ts";
import type { RowKey, TableColumn, TableDetails } from "../wire/schema.ts";
import { missingGrants } from "./missing-grants.ts";
import { policiesOf } from "./policies.ts";
import { type FoundTable, held, readTables } from "./read-tables.ts";

export interface KeyedTable extends FoundTable {
  readonly shownColumns: readonly TableColumn[];
  readonly rowKey: RowKey;
}

/** @throws STUDIO_NOT_FOUND */
export async function readTableDetails(
  database: OwnerConnection,
  { exposed, ...name }: QualifiedName & { readonly exposed: readonly string[] },
): Promise<TableDetails> {
  const table = await readTable(database, name);
  return {
    schema: table.schema,
    name: table.name,
    kind: table.kind,
    rls: table.rowSecurity,
    comment: table.description,
    exposed: exposed.includes(table.schema),
    columns: table.shownColumns,
    rowKey: table.rowKey,
    policies: policiesOf(table),
    grants: table.privileges.map((one) => ({ role: one.role, privileges: held(one) })),
    missingGrants: missingGrants([table], exposed),
  };
}

/** @throws STUDIO_NOT_FOUND */
export async function readTable(
  database: OwnerConnection,
  name: QualifiedName,
): Promise<KeyedTable> {
  const [table] = await readTables(database, name);
  if (table === undefined) {
    throw new StudioError("STUDIO_NOT_FOUND", {
      message: `There is no table ${name.schema}.${name.name}`,
      hint: "It may have been renamed or dropped since the page was opened",
    });
  }
  const [constraints, indexes] = await database.read(async (client) => [
    (await loadConstraints(client, name)).get(table.oid) ?? [],
    (await loadIndexes(client, name)).get(table.oid) ?? [],
  ]);
  const shownColumns = table.columns.map((column) => columnOf(column, { constraints, indexes }));
  return { ...table, shownColumns, rowKey: rowKeyOf(table.kind, shownColumns) };
}

interface Keys {
  readonly constraints: readonly Constraint[];
  readonly indexes: readonly IndexFacts[];
}

function columnOf(column: ColumnFacts, { constraints, indexes }: Keys): TableColumn {
  const { name, type, baseType, typeKind } = column;
  const primary = constraints.find(({ kind }) => kind === "primary");
  const key = constraints.find(
    (one) => one.kind === "foreign" && one.columns.length === 1 && one.columns[0] === name,
  );
  return {
    name,
    type,
    nullable: column.nullable,
    default: column.defaultExpression ?? column.generation,
    identity: column.identity,
    generated: column.generated,
    primaryKey: primary?.columns.includes(name) ?? false,
    unique: indexes.some(
      (one) =>
        one.unique &&
        !one.partial &&
        one.name !== primary?.name &&
        one.columns.length === 1 &&
        one.columns[0] === name,
    ),
    comment: column.description,
    // A domain over an enum may refuse some of them.
    labels: typeKind === "enum" && type === baseType ? column.labels : null,
    references:
      key?.kind === "foreign"
        ? { schema: key.targetSchema, table: key.targetName, column: key.targetColumns[0] ?? "" }
        : null,
  };
}

/** A partitioned table without a key has the same ctid in several partitions: its rows can't be told apart. */
function rowKeyOf(kind: RelationKind, columns: readonly TableColumn[]): RowKey {
  if (kind !== "table" && kind !== "partitioned table") return { kind: "none" };
  const key = columns.filter((column) => column.primaryKey).map((column) => column.name);
  if (key.length > 0) return { kind: "primary-key", columns: key };
  return kind === "table" ? { kind: "ctid" } : { kind: "none" };
}

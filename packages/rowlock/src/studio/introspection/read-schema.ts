// The database at a glance: what the sidebar lists and the editors complete from.
import { loadRoleNames, loadSchemas } from "../../catalog/parts/roles.ts";
import { loadRoutineFacts } from "../../catalog/parts/routines.ts";
import { loadTypes } from "../../catalog/parts/types.ts";
import { isPlatformSchema } from "../../database/baseline/platform-schemas.ts";
import type { OwnerConnection } from "../owner-database.ts";
import type { DatabaseSchema, SchemaName, TableSummary } from "../wire/schema.ts";
import { missingGrants } from "./missing-grants.ts";
import { type FoundTable, isShown, readTables } from "./read-tables.ts";

export async function readSchema(
  database: OwnerConnection,
  exposed: readonly string[],
): Promise<DatabaseSchema> {
  const [tables, named] = await Promise.all([readTables(database), readNames(database, exposed)]);
  return {
    ...named,
    tables: tables.filter((one) => !one.isPartition && !one.fromExtension).map(summaryOf),
    missingGrants: missingGrants(tables, exposed),
  };
}

function summaryOf(table: FoundTable): TableSummary {
  const { schema, name, kind, rowSecurity, policies, estimatedRows, description, columns } = table;
  return {
    schema,
    name,
    kind,
    rls: rowSecurity,
    policies: policies.length,
    estimate: estimatedRows === -1 ? null : estimatedRows,
    comment: description,
    columns: columns.map((column) => ({ name: column.name, type: column.type })),
  };
}

function readNames(
  database: OwnerConnection,
  exposed: readonly string[],
): Promise<Pick<DatabaseSchema, "schemas" | "functions" | "types" | "roles">> {
  return database.read(async (client) => {
    const schemas = await loadSchemas(client, []);
    const routines = await loadRoutineFacts(client, []);
    const types = await loadTypes(client);
    const roles = await loadRoleNames(client);
    return {
      schemas: schemas
        .filter((one) => one.usable && isShown({ schema: one.name }))
        .map(({ name }) => schemaName(name, exposed))
        .sort((a, b) => Number(b.name === "public") - Number(a.name === "public")),
      functions: routines
        .filter((one) => isShown(one) && (one.kind === "function" || one.kind === "procedure"))
        .map(({ schema, name, identityArguments }) => ({
          schema,
          name,
          arguments: identityArguments,
        })),
      types: types.filter(isShown).map(({ title }) => title),
      roles: [...roles].sort((a, b) => placeOf(a) - placeOf(b)),
    };
  });
}

function schemaName(name: string, exposed: readonly string[]): SchemaName {
  return { name, exposed: exposed.includes(name), managed: isPlatformSchema(name) };
}

/** Those that policies name most come first. */
function placeOf(role: string): number {
  const place = ["authenticated", "anon", "service_role"].indexOf(role);
  return place === -1 ? 3 : place;
}

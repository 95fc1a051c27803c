// One frozen picture of the database's schema, as pg_catalog tells it: what requests are planned against.
// Guarantee: the whole picture is from one moment; nothing in it changes afterwards.
import { inTransaction, type SqlClient } from "../database/sql-client.ts";
import type { MediaHandler, Representation } from "./conversions.ts";
import type { ForeignKey, KeyConstraint, ViewColumnOrigin } from "./keys.ts";
import { nameKey, type QualifiedName } from "./qualified-name.ts";
import { loadComputedRelationships } from "./queries/computed-relationships.ts";
import { loadMediaHandlers, loadRepresentations } from "./queries/conversions.ts";
import { loadKeys } from "./queries/keys.ts";
import { loadRoutines } from "./queries/routines.ts";
import { loadTables, type TableWithoutKey } from "./queries/tables.ts";
import { loadViewColumns } from "./queries/view-columns.ts";
import type { ComputedRelationship } from "./relationships/relationship.ts";
import type { Routine } from "./routine.ts";
import type { Table } from "./table.ts";

export interface Catalog {
  /** Tells one picture from another, within this process. */
  readonly version: number;
  /** By `nameKey`. */
  readonly tables: ReadonlyMap<string, Table>;
  readonly constraints: readonly KeyConstraint[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly viewColumns: readonly ViewColumnOrigin[];
  readonly computedRelationships: readonly ComputedRelationship[];
  readonly routines: readonly Routine[];
  readonly representations: readonly Representation[];
  readonly mediaHandlers: readonly MediaHandler[];
}

let versions = 0;

/**
 * Reads the catalog in one read-only transaction.
 * The client's role needs no privilege; what it may do decides nothing but which casts are seen.
 */
export async function loadCatalog(client: SqlClient): Promise<Catalog> {
  return inTransaction(client, async () => {
    await client.query("set transaction isolation level repeatable read, read only");
    // With an empty search path PostgreSQL writes names with their schemas, and finds only its own where they lack one.
    await client.query("set local search_path = ''");
    const tables = await loadTables(client);
    const { constraints, foreignKeys } = await loadKeys(client);
    const viewColumns = await loadViewColumns(client);
    const computedRelationships = await loadComputedRelationships(client);
    const routines = await loadRoutines(client);
    const representations = await loadRepresentations(client);
    const mediaHandlers = await loadMediaHandlers(client);
    versions += 1;
    return Object.freeze({
      version: versions,
      tables: withPrimaryKeys(tables, constraints),
      constraints,
      foreignKeys,
      viewColumns,
      computedRelationships,
      routines,
      representations,
      mediaHandlers,
    });
  });
}

/** A view's key is found by the relationships room, since it depends on which schemas are looked at. */
function withPrimaryKeys(
  tables: readonly TableWithoutKey[],
  constraints: readonly KeyConstraint[],
): ReadonlyMap<string, Table> {
  const keys = new Map<number, readonly string[]>();
  for (const { kind, table, columns } of constraints) {
    if (kind === "primary") keys.set(table, columns.map(({ name }) => name).sort());
  }
  return new Map(
    tables.map((table) => [
      nameKey(table),
      Object.freeze({ ...table, primaryKey: keys.get(table.oid) ?? [] }),
    ]),
  );
}

/** Finds a table, view or the like. */
export function findTable(catalog: Catalog, name: QualifiedName): Table | undefined {
  return catalog.tables.get(nameKey(name));
}

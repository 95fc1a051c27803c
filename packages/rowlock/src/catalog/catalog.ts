// One frozen picture of the database's schema, as pg_catalog tells it: what requests are planned against.
// Guarantee: the whole picture is from one moment; nothing in it changes afterwards.
import { inTransaction, type SqlClient } from "../sql/sql-client.ts";
import { groupBy } from "./group-by.ts";
import { type Column, loadColumns } from "./parts/columns.ts";
import {
  type ComputedRelationship,
  loadComputedRelationships,
} from "./parts/computed-relationships.ts";
import { type ForeignKey, type KeyConstraint, loadKeys } from "./parts/constraints.ts";
import {
  loadMediaHandlers,
  loadRepresentations,
  type MediaHandler,
  type Representation,
} from "./parts/conversions.ts";
import { loadRelations, type Relation } from "./parts/relations.ts";
import { loadRoutines, type Routine } from "./parts/routines.ts";
import { loadViewColumns, type ViewColumnOrigin } from "./parts/view-columns.ts";
import { nameKey, type QualifiedName } from "./qualified-name.ts";
import type { Table } from "./table.ts";

export interface Catalog {
  /** By `nameKey`. */
  readonly tables: ReadonlyMap<string, Table>;
  readonly keys: readonly (KeyConstraint | ForeignKey)[];
  readonly viewColumns: readonly ViewColumnOrigin[];
  readonly computedRelationships: readonly ComputedRelationship[];
  readonly routines: readonly Routine[];
  readonly representations: readonly Representation[];
  readonly mediaHandlers: readonly MediaHandler[];
}

/**
 * Reads the catalog in one read-only transaction.
 * The client's role needs no privilege; what it may do decides nothing but which casts are seen.
 */
export async function loadCatalog(client: SqlClient): Promise<Catalog> {
  return inTransaction(client, async () => {
    await client.query("set transaction isolation level repeatable read, read only");
    // With an empty search path PostgreSQL writes names with their schemas, and finds only its own where they lack one.
    await client.query("set local search_path = ''");
    const relations = await loadRelations(client);
    const columns = await loadColumns(client);
    const keys = await loadKeys(client);
    const viewColumns = await loadViewColumns(client);
    const computedRelationships = await loadComputedRelationships(client);
    const routines = await loadRoutines(client);
    const representations = await loadRepresentations(client);
    const mediaHandlers = await loadMediaHandlers(client);
    return Object.freeze({
      tables: tablesFrom(relations, { columns, keys }),
      keys,
      viewColumns,
      computedRelationships,
      routines,
      representations,
      mediaHandlers,
    });
  });
}

/** A view's key is found by the relationships room, since it depends on which schemas are looked at. */
function tablesFrom(
  relations: readonly Relation[],
  { columns, keys }: { readonly columns: readonly Column[]; readonly keys: Catalog["keys"] },
): ReadonlyMap<string, Table> {
  const primaryKeys = new Map<string, readonly string[]>();
  for (const { kind, relation, columns: names } of keys) {
    if (kind === "primary") primaryKeys.set(relation, [...names].sort());
  }
  const byRelation = groupBy(columns, ({ relation }) => relation);
  return new Map(
    relations.map((relation) => [
      nameKey(relation),
      Object.freeze({
        ...relation,
        primaryKey: primaryKeys.get(relation.oid) ?? [],
        columns: new Map((byRelation.get(relation.oid) ?? []).map((one) => [one.name, one])),
      }),
    ]),
  );
}

/** Finds a table, view or the like. */
export function findTable(catalog: Catalog, name: QualifiedName): Table | undefined {
  return catalog.tables.get(nameKey(name));
}

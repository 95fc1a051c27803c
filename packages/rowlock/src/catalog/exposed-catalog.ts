// The part of a catalog that an API shows: the relations, relationships, functions and media types of exposed schemas.
// Guarantee: derived once per catalog and choice of schemas; lookups cost one map access.
import type { Catalog } from "./catalog.ts";
import { groupBy } from "./group-by.ts";
import type { MediaHandler } from "./parts/conversions.ts";
import { isView } from "./parts/relations.ts";
import type { Routine } from "./parts/routines.ts";
import { nameKey, type QualifiedName } from "./qualified-name.ts";
import { compareRelationships } from "./relationships/compare-relationships.ts";
import { deriveRelationships } from "./relationships/derive-relationships.ts";
import type { Relationship } from "./relationships/relationship.ts";
import { shownKey, traceViews, type ViewContents } from "./relationships/view-keys.ts";
import type { Table } from "./table.ts";

export interface Exposure {
  readonly schemas: readonly string[];
  /** Views in these schemas are looked through, though not shown. */
  readonly extraSearchPath: readonly string[];
}

export interface ExposedCatalog {
  readonly exposure: Exposure;
  readonly tables: ReadonlyMap<string, Table>;
  /** From a relation (by `nameKey`) to others of its schema, in the order of `compareRelationships`. */
  readonly relationships: ReadonlyMap<string, readonly Relationship[]>;
  /** Overloads by `nameKey`, those with fewer parameters first. */
  readonly routines: ReadonlyMap<string, readonly Routine[]>;
  readonly mediaHandlers: readonly MediaHandler[];
  /** The function that turns one type into another, by `representationKey`. */
  readonly representations: ReadonlyMap<string, string>;
}

export function representationKey(from: string, to: string): string {
  return `${from}\0${to}`;
}

export function exposeCatalog(catalog: Catalog, exposure: Exposure): ExposedCatalog {
  const schemas = new Set(exposure.schemas);
  const views = contentsOfViews(catalog, exposure);
  const tables = withViewKeys(catalog, views);
  return {
    exposure,
    tables: new Map([...tables].filter(([, { schema }]) => schemas.has(schema))),
    relationships: exposedRelationships(catalog, { views, tables, schemas }),
    routines: overloads(catalog.routines.filter(({ schema }) => schemas.has(schema))),
    mediaHandlers: catalog.mediaHandlers.filter(({ schema }) => schemas.has(schema)),
    representations: new Map(
      catalog.representations.map((one) => [representationKey(one.from, one.to), one.function]),
    ),
  };
}

function contentsOfViews(catalog: Catalog, { schemas, extraSearchPath }: Exposure): ViewContents {
  const oidsIn = (names: readonly string[]) =>
    new Set(
      [...catalog.tables.values()]
        .filter(({ schema }) => names.includes(schema))
        .map(({ oid }) => oid),
    );
  return traceViews(catalog.viewColumns, {
    views: oidsIn(schemas),
    through: oidsIn([...schemas, ...extraSearchPath]),
  });
}

/** A view's primary key: the first name under which it shows each column of its tables' keys. */
function withViewKeys(catalog: Catalog, views: ViewContents): ReadonlyMap<string, Table> {
  const keys = new Map<string, readonly string[]>();
  for (const { kind, relation, numbers } of catalog.keys) {
    if (kind !== "primary") continue;
    for (const [view, shown] of views.get(relation) ?? []) {
      const names = (shownKey(shown, numbers) ?? []).map(([first]) => first ?? "");
      keys.set(view, [...(keys.get(view) ?? []), ...names]);
    }
  }
  return new Map(
    [...catalog.tables].map(([key, table]) =>
      isView(table) ? [key, { ...table, primaryKey: keys.get(table.oid) ?? [] }] : [key, table],
    ),
  );
}

interface RelationshipInput {
  readonly views: ViewContents;
  readonly tables: ReadonlyMap<string, Table>;
  readonly schemas: ReadonlySet<string>;
}

/** A computed relationship takes the place of the derived ones to a relation that is named like its function. */
function exposedRelationships(
  catalog: Catalog,
  { views, tables, schemas }: RelationshipInput,
): ReadonlyMap<string, readonly Relationship[]> {
  const { keys, computedRelationships } = catalog;
  const pairKey = (from: QualifiedName, to: QualifiedName) => `${nameKey(from)}\0${nameKey(to)}`;
  const computed = new Map(
    computedRelationships.map((one) => [pairKey(one.table, one.function), one]),
  );
  const derived = deriveRelationships({ keys, views, tables }).filter(
    ({ table, target }) => !computed.has(pairKey(table, target)),
  );
  const all: Relationship[] = [...derived, ...computed.values()];
  // Names in a request are of one schema: that of the function, where there is one.
  const named = all.filter((one) => {
    const reached = one.kind === "computed" ? one.function : one.target;
    return schemas.has(one.table.schema) && reached.schema === one.table.schema;
  });
  const shown = (one: Relationship) =>
    schemas.has(one.target.schema) && (one.kind !== "junction" || schemas.has(one.junction.schema));
  // A relation all of whose relationships are hidden is known nevertheless.
  return new Map(
    [...groupBy(named, ({ table }) => nameKey(table))].map(([key, relationships]) => [
      key,
      relationships.filter(shown).sort(compareRelationships),
    ]),
  );
}

function overloads(routines: readonly Routine[]): ReadonlyMap<string, readonly Routine[]> {
  const byName = groupBy(routines, nameKey);
  for (const candidates of byName.values()) {
    candidates.sort((a, b) => a.parameters.length - b.parameters.length);
  }
  return byName;
}

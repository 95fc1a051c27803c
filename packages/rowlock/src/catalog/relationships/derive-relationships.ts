// Derives every relationship from the keys: those of tables, the same seen through views, many-to-many through a
// junction whose primary key holds both foreign keys, and each of them from the other side.
// Guarantee: a pure function of the catalog and of the schemas whose views are looked through.
import { groupBy } from "../group-by.ts";
import type { ForeignKey, KeyConstraint } from "../parts/constraints.ts";
import { isView } from "../parts/relations.ts";
import { nameKey, type QualifiedName, sameName } from "../qualified-name.ts";
import type { Table } from "../table.ts";
import type { JunctionRelationship, KeyRelationship } from "./relationship.ts";
import { choices, shownKey, type ViewContents } from "./view-keys.ts";

export interface DerivationInput {
  readonly keys: readonly (KeyConstraint | ForeignKey)[];
  readonly views: ViewContents;
  /** With the primary keys of views. */
  readonly tables: ReadonlyMap<string, Table>;
}

/** A relation as one end of a key. */
interface End {
  readonly table: Table;
  readonly columns: readonly string[];
}

export function deriveRelationships(
  input: DerivationInput,
): readonly (KeyRelationship | JunctionRelationship)[] {
  const byOid = new Map([...input.tables.values()].map((table) => [table.oid, table]));
  const unique = new Set(input.keys.filter(({ kind }) => kind !== "foreign").map(columnSetOf));
  const forward = input.keys.flatMap((key) =>
    key.kind === "foreign" && !key.inherited
      ? ofForeignKey(key, { views: input.views, byOid, unique })
      : [],
  );
  const junctions = throughJunctions(forward, input.tables);
  return [...forward, ...forward.map(reversed), ...junctions];
}

interface Context {
  readonly views: ViewContents;
  readonly byOid: ReadonlyMap<string, Table>;
  /** The sets of columns that have one row per value, by `columnSetOf`. */
  readonly unique: ReadonlySet<string>;
}

/** The key between its tables, and between all views that show it whole. */
function ofForeignKey(key: ForeignKey, context: Context): readonly KeyRelationship[] {
  const { columns, numbers, targetColumns, targetNumbers } = key;
  const own = endsOf(key.relation, { columns, numbers, context });
  const referenced = endsOf(key.target, {
    columns: targetColumns,
    numbers: targetNumbers,
    context,
  });
  const cardinality = context.unique.has(columnSetOf(key)) ? "one-to-one" : "many-to-one";
  return own.flatMap((from) =>
    referenced.map((to) => ({
      kind: "key",
      cardinality,
      constraint: key.name,
      table: nameOf(from.table),
      target: nameOf(to.table),
      self: sameName(from.table, to.table),
      tableIsView: isView(from.table),
      targetIsView: isView(to.table),
      columns: from.columns.map((column, index) => [column, to.columns[index] ?? ""] as const),
      referenced: false,
    })),
  );
}

function nameOf({ schema, name }: QualifiedName): QualifiedName {
  return { schema, name };
}

interface KeyPart extends Pick<ForeignKey, "columns" | "numbers"> {
  readonly context: Context;
}

/** The table, and each view with each choice among the names of the columns. */
function endsOf(oid: string, { columns, numbers, context }: KeyPart): readonly End[] {
  const ends: End[] = [];
  const table = context.byOid.get(oid);
  if (table !== undefined) ends.push({ table, columns });
  for (const [view, shown] of context.views.get(oid) ?? []) {
    const names = shownKey(shown, numbers);
    const relation = context.byOid.get(view);
    if (names === undefined || relation === undefined) continue;
    for (const choice of choices(names)) ends.push({ table: relation, columns: choice });
  }
  return ends;
}

function columnSetOf({ relation, numbers }: ForeignKey | KeyConstraint): string {
  return `${relation}:${[...numbers].sort((a, b) => a - b).join()}`;
}

function reversed(relationship: KeyRelationship): KeyRelationship {
  return {
    ...relationship,
    cardinality: relationship.cardinality === "many-to-one" ? "one-to-many" : "one-to-one",
    table: relationship.target,
    target: relationship.table,
    tableIsView: relationship.targetIsView,
    targetIsView: relationship.tableIsView,
    columns: relationship.columns.map(([own, other]) => [other, own] as const),
    referenced: true,
  };
}

function throughJunctions(
  forward: readonly KeyRelationship[],
  tables: ReadonlyMap<string, Table>,
): readonly JunctionRelationship[] {
  const manyToOne = forward.filter(({ cardinality }) => cardinality === "many-to-one");
  const byJunction = groupBy(manyToOne, ({ table }) => nameKey(table));
  return [...byJunction].flatMap(([key, ends]) => {
    const primaryKey = new Set(tables.get(key)?.primaryKey);
    if (primaryKey.size === 0) return [];
    const inKey = ends.filter(({ columns }) => columns.every(([column]) => primaryKey.has(column)));
    return inKey.flatMap((first) =>
      inKey
        .filter((second) => second.constraint !== first.constraint)
        .map((second) => joined(first, second)),
    );
  });
}

function joined(first: KeyRelationship, second: KeyRelationship): JunctionRelationship {
  const swapped = ({ columns }: KeyRelationship) =>
    columns.map(([own, other]) => [other, own] as const);
  return {
    kind: "junction",
    cardinality: "many-to-many",
    table: first.target,
    target: second.target,
    self: sameName(first.target, second.target),
    tableIsView: first.targetIsView,
    targetIsView: second.targetIsView,
    junction: first.table,
    constraints: [first.constraint, second.constraint],
    tableColumns: swapped(first),
    targetColumns: swapped(second),
  };
}

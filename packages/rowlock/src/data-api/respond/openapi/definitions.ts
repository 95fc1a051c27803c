// Relations as OpenAPI definitions: their columns with types, defaults, comments and keys.
import type { ExposedCatalog } from "../../../catalog/exposed-catalog.ts";
import type { Column } from "../../../catalog/parts/columns.ts";
import { nameKey } from "../../../catalog/qualified-name.ts";
import type { KeyRelationship } from "../../../catalog/relationships/relationship.ts";
import type { Table } from "../../../catalog/table.ts";
import { defaultValue, typeSchema } from "./swagger-types.ts";

export type Json = Readonly<Record<string, unknown>>;

/** A definition by the relation's name. */
export function tableDefinition(table: Table, catalog: ExposedCatalog): Json {
  const columns = [...table.columns.values()];
  const required = columns.filter(({ nullable }) => !nullable).map(({ name }) => name);
  return {
    description: table.description ?? undefined,
    properties: Object.fromEntries(
      columns.map((column) => [column.name, property(column, table, catalog)]),
    ),
    required: required.length === 0 ? undefined : required,
    type: "object",
  };
}

function property(column: Column, table: Table, catalog: ExposedCatalog): Json {
  return {
    default: defaultValue(column.plainType, column.filledBy),
    description: describe(column, table, catalog),
    enum: column.labels.length === 0 ? undefined : column.labels,
    maxLength: column.maxLength ?? undefined,
    ...typeSchema(column.plainType),
  };
}

function describe(column: Column, table: Table, catalog: ExposedCatalog): string | undefined {
  const notes = [
    ...(table.primaryKey.includes(column.name) ? ["This is a Primary Key.<pk/>"] : []),
    ...foreignKeyNote(column, table, catalog),
  ];
  if (notes.length === 0) return column.description ?? undefined;
  const before = column.description === null ? "" : `${column.description}\n\n`;
  return `${before}${["Note:", ...notes].join("\n")}`;
}

/** The first key of this one column; keys to tables come before those to views. */
function foreignKeyNote(column: Column, table: Table, catalog: ExposedCatalog): readonly string[] {
  const relationships = catalog.relationships.get(nameKey(table)) ?? [];
  const keys = relationships.filter(
    (one): one is KeyRelationship => one.kind === "key" && isForeignKeyOf(one, column.name),
  );
  const key = keys.find(({ targetIsView }) => !targetIsView) ?? keys[0];
  const [, target] = key?.columns[0] ?? [];
  if (key === undefined) return [];
  const { name } = key.target;
  return [
    `This is a Foreign Key to \`${name}.${target}\`.<fk table='${name}' column='${target}'/>`,
  ];
}

function isForeignKeyOf(key: KeyRelationship, column: string): boolean {
  const own = key.cardinality !== "one-to-many" && !key.referenced;
  return own && key.columns.length === 1 && key.columns[0]?.[0] === column;
}

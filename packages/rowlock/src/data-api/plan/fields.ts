// Names of columns resolved to fields: which need a conversion, and how to reach into them.
// A name that the catalog does not know is left as it is: it may be a computed column, which PostgreSQL knows.
import { type ExposedCatalog, representationKey } from "../../catalog/exposed-catalog.ts";
import type { Column } from "../../catalog/parts/columns.ts";
import type { Table } from "../../catalog/table.ts";
import type { Predicate } from "../request/grammar/condition.ts";
import type { FieldReference } from "../request/grammar/names.ts";
import type { Slot } from "../request/shape.ts";
import type { Field } from "./read-node.ts";

const JSON_TYPES: ReadonlySet<string> = new Set(["json", "jsonb"]);

export function plainField({ name, path }: FieldReference): Field {
  return { name, path, toJson: false, search: undefined, convert: undefined, wholeRow: false };
}

/** Where field names are looked up: the relation, if the catalog has it. */
export interface FieldScope {
  readonly catalog: ExposedCatalog;
  readonly table: Table | undefined;
}

function columnOf(scope: FieldScope, { name }: FieldReference): Column | undefined {
  return scope.table?.columns.get(name);
}

function conversion({ catalog }: FieldScope, from: string, to: string): string | undefined {
  return catalog.representations.get(representationKey(from, to));
}

function reachable(reference: FieldReference, column: Column | undefined): Field {
  // json and jsonb are left as they are, so that an index on the expression can serve.
  return { ...plainField(reference), toJson: !JSON_TYPES.has(column?.type ?? "") };
}

/** A field to be shown. */
export function outputField(scope: FieldScope, reference: FieldReference): Field {
  const column = columnOf(scope, reference);
  const field = reachable(reference, column);
  if (column === undefined) return field;
  return { ...field, convert: conversion(scope, column.type, "json") };
}

/** A field to order by. */
export function orderField(scope: FieldScope, reference: FieldReference): Field {
  return reachable(reference, columnOf(scope, reference));
}

/** A field to compare with a value; `convert` is then for the value. */
export function filterField(
  scope: FieldScope,
  reference: FieldReference,
  predicate: Predicate<Slot>,
): Field {
  const column = columnOf(scope, reference);
  const field = reachable(reference, column);
  if (column === undefined) return field;
  const { comparison } = predicate;
  const needsVector = comparison.kind === "search" && column.plainType !== "tsvector";
  return {
    ...field,
    search: needsVector ? { language: comparison.language } : undefined,
    convert: conversion(scope, "text", column.type),
  };
}

/** Whether any column of the relation is shown in another form than it is stored. */
export function hasConvertedColumns(scope: FieldScope): boolean {
  if (scope.catalog.representations.size === 0 || scope.table === undefined) return false;
  const columns = [...scope.table.columns.values()];
  return columns.some(({ type }) => conversion(scope, type, "json") !== undefined);
}

/** A column to be written: the type in which the payload gives it, and what makes the column's value of that. */
export interface WrittenColumn {
  readonly name: string;
  /** SQL text from the catalog. */
  readonly type: string;
  readonly convert: string | undefined;
  /** SQL text from the catalog. */
  readonly filledBy: string | null;
}

export function writtenColumn(scope: FieldScope, column: Column): WrittenColumn {
  const convert = conversion(scope, "json", column.type);
  return {
    name: column.name,
    type: convert === undefined ? column.type : "json",
    convert,
    filledBy: column.filledBy,
  };
}

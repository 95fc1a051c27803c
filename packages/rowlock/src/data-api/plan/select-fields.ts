// The select list of one node: stars written out where they must be, and names for what would have none.
import { nameKey } from "../../catalog/qualified-name.ts";
import type { PathStep } from "../request/grammar/names.ts";
import type { SelectField } from "../request/grammar/select.ts";
import { type FieldScope, hasConvertedColumns, outputField } from "./fields.ts";
import type { SelectedField } from "./read-node.ts";
import { type RelatedDraft, spreadOf } from "./related-draft.ts";

export interface SelectOptions {
  /** Where the names of the request are looked up. */
  readonly scope: FieldScope;
  /** Whether this node, or one above it, groups its rows. */
  readonly grouped: boolean;
}

/** Whether this node makes its rows into groups or arrays, so that `*` must be written out in and under it. */
export function groupsRows(related: RelatedDraft): boolean {
  return (
    related.draft.fields.some(({ aggregate }) => aggregate !== undefined) ||
    spreadOf(related) === "many"
  );
}

export function planSelect(
  related: RelatedDraft,
  options: SelectOptions,
): readonly SelectedField[] {
  const spread = spreadOf(related) !== undefined;
  const { catalog } = options.scope;
  const rows = { catalog, table: catalog.tables.get(nameKey(related.table)) };
  const expands = options.grouped || hasConvertedColumns(rows);
  return related.draft.fields.flatMap((selected) => {
    const { field } = selected;
    if (!expands || field.name !== "*" || field.path.length > 0) {
      return [named(selectedField(selected, options.scope), spread)];
    }
    if (selected.aggregate === undefined) {
      return [...(rows.table?.columns.keys() ?? [])].map((name) =>
        named(selectedField({ ...selected, field: { name, path: [] } }, rows), spread),
      );
    }
    const plain = selectedField(selected, options.scope);
    const wholeRow = spread && selected.aggregate === "count";
    return [named({ ...plain, field: { ...plain.field, wholeRow } }, spread)];
  });
}

function selectedField(selected: SelectField, scope: FieldScope): SelectedField {
  const { field, alias, cast, aggregate, aggregateCast } = selected;
  return { field: outputField(scope, field), alias, cast, aggregate, aggregateCast };
}

/** Gives an alias where PostgreSQL's own name for the column would surprise. */
function named(selected: SelectedField, spread: boolean): SelectedField {
  const { field, alias, aggregate } = selected;
  if (alias !== undefined) return selected;
  if (aggregate !== undefined) return spread ? { ...selected, alias: aggregate } : selected;
  if (field.path.length > 0) return { ...selected, alias: lastKey(field.name, field.path) };
  return field.convert === undefined ? selected : { ...selected, alias: field.name };
}

/** `data->a->0` is shown as `a`, `data->0` as `data`. */
function lastKey(name: string, path: readonly PathStep[]): string {
  return path.findLast(({ kind }) => kind === "key")?.value ?? name;
}

// Filters and logic trees of a query string, with their values moved into slots.
import type { Comparison, LogicTree, Predicate } from "./grammar/condition.ts";
import type { FieldReference } from "./grammar/names.ts";
import type { ShapeWriter, Slot } from "./shape.ts";

/** A filter on a column of the resource, or of one embedded in it. */
export interface Filter {
  readonly embeds: readonly string[];
  readonly field: FieldReference;
  readonly predicate: Predicate<Slot>;
}

/** An `and` or `or` parameter. */
export interface LogicFilter {
  readonly embeds: readonly string[];
  readonly tree: LogicTree<Slot>;
}

export function bindPredicate(predicate: Predicate<string>, shape: ShapeWriter): Predicate<Slot> {
  shape.add(predicate.negated);
  return { negated: predicate.negated, comparison: bindComparison(predicate.comparison, shape) };
}

function bindComparison(comparison: Comparison<string>, shape: ShapeWriter): Comparison<Slot> {
  shape.add(comparison.kind);
  switch (comparison.kind) {
    case "is":
      shape.add(comparison.constant);
      return comparison;
    case "simple":
      shape.add(comparison.operator);
      return { ...comparison, value: shape.bind(comparison.value) };
    case "quantified":
      shape.add(comparison.operator, comparison.quantifier);
      return { ...comparison, value: shape.bind(comparison.value) };
    case "search":
      shape.add(comparison.operator, comparison.language);
      return { ...comparison, value: shape.bind(comparison.value) };
    case "in":
    case "isdistinct":
      return { ...comparison, value: shape.bind(comparison.value) };
  }
}

export function bindLogicTree(tree: LogicTree<string>, shape: ShapeWriter): LogicTree<Slot> {
  shape.add(tree.kind);
  if (tree.kind === "condition") {
    addField(tree.field, shape);
    return { ...tree, predicate: bindPredicate(tree.predicate, shape) };
  }
  shape.add(tree.negated, tree.members.length);
  return { ...tree, members: tree.members.map((member) => bindLogicTree(member, shape)) };
}

function addField(field: FieldReference, shape: ShapeWriter): void {
  shape.add(field.name, field.path.length);
  for (const step of field.path) shape.add(step.arrow, step.kind, step.value);
}

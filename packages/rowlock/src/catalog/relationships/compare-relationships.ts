// An order of relationships that does not depend on how they were found, so that messages list them alike each time.
import type { QualifiedName } from "../qualified-name.ts";
import type { Cardinality, Relationship } from "./relationship.ts";

const CARDINALITIES: readonly Cardinality[] = [
  "one-to-many",
  "many-to-one",
  "one-to-one",
  "many-to-many",
];

/** Compares like a sort function wants it. */
export function compareRelationships(a: Relationship, b: Relationship): number {
  const first = sortKey(a);
  const second = sortKey(b);
  for (let index = 0; index < Math.min(first.length, second.length); index += 1) {
    const [left, right] = [first[index] ?? "", second[index] ?? ""];
    if (left !== right) return left < right ? -1 : 1;
  }
  return first.length - second.length;
}

function sortKey(relationship: Relationship): readonly (string | number)[] {
  const { table, target } = relationship;
  const names = [...partsOf(table), ...partsOf(target)];
  switch (relationship.kind) {
    case "computed":
      return [1, ...partsOf(relationship.function), ...names];
    case "key":
      return [
        0,
        ...names,
        Number(relationship.self),
        CARDINALITIES.indexOf(relationship.cardinality),
        relationship.constraint,
        ...relationship.columns.flat(),
        Number(relationship.tableIsView),
        Number(relationship.targetIsView),
      ];
    case "junction":
      return [
        0,
        ...names,
        Number(relationship.self),
        CARDINALITIES.indexOf(relationship.cardinality),
        ...partsOf(relationship.junction),
        ...relationship.constraints,
        ...relationship.tableColumns.flat(),
        ...relationship.targetColumns.flat(),
      ];
  }
}

function partsOf({ schema, name }: QualifiedName): readonly string[] {
  return [schema, name];
}

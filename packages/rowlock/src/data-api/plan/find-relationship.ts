// Finds the one relationship that an embedded resource means, by the name of its target and the hint.
// Guarantee: two candidates are never chosen between; the error lists them with what tells them apart.
import type { ExposedCatalog } from "../../catalog/exposed-catalog.ts";
import { nameKey } from "../../catalog/qualified-name.ts";
import type {
  JunctionRelationship,
  KeyRelationship,
  Relationship,
} from "../../catalog/relationships/relationship.ts";
import { failure } from "../errors.ts";
import { type RelationshipQuery, suggestRelationship } from "./suggestions.ts";

/** @throws DataApiError PGRST200 when there is none, PGRST201 when there are several */
export function findRelationship(catalog: ExposedCatalog, query: RelationshipQuery): Relationship {
  const { schema, origin, target, hint } = query;
  const known = catalog.relationships.get(nameKey({ schema, name: origin })) ?? [];
  const candidates = known.filter((relationship) => fits(relationship, target, hint));
  const [found, ...others] = candidates;
  if (found === undefined) {
    const suggestion = suggestRelationship(catalog, query);
    throw failure("noRelationship", { origin, target, embedHint: hint, schema, suggestion });
  }
  if (others.length === 0) return found;
  const described = candidates.filter((candidate) => candidate.kind !== "computed");
  throw failure("ambiguousRelationship", {
    origin,
    target,
    candidates: described.map(describe),
    choices: described.map(choiceOf),
  });
}

function fits(relationship: Relationship, target: string, hint: string | undefined): boolean {
  if (relationship.kind === "computed") return relationship.function.name === target;
  if (relationship.self) return fitsSelf(relationship, target, hint);
  if (hint !== undefined) {
    return relationship.target.name === target && fitsHint(relationship, hint);
  }
  if (relationship.target.name === target) return true;
  // A constraint or a column names the relationship to a table, not those to the views of it.
  return (
    relationship.kind === "key" &&
    !relationship.targetIsView &&
    (relationship.constraint === target || ownColumn(relationship) === target)
  );
}

function fitsHint(relationship: KeyRelationship | JunctionRelationship, hint: string): boolean {
  if (relationship.kind === "junction") return relationship.junction.name === hint;
  return (
    relationship.constraint === hint ||
    ownColumn(relationship) === hint ||
    otherColumn(relationship) === hint
  );
}

/** From a table to itself there are always two ways: the table's name means the many, the column's name the one. */
function fitsSelf(
  relationship: KeyRelationship | JunctionRelationship,
  target: string,
  hint: string | undefined,
): boolean {
  const toMany = relationship.cardinality === "one-to-many" && relationship.target.name === target;
  if (hint !== undefined) return toMany && otherColumn(relationship) === hint;
  const toOne = relationship.cardinality === "many-to-one" && ownColumn(relationship) === target;
  return toMany || toOne;
}

/** The column of a key of one column. */
function ownColumn(relationship: Relationship): string | undefined {
  return singlePair(relationship)?.[0];
}

function otherColumn(relationship: Relationship): string | undefined {
  return singlePair(relationship)?.[1];
}

function singlePair(relationship: Relationship) {
  if (relationship.kind !== "key" || relationship.columns.length !== 1) return undefined;
  return relationship.columns[0];
}

function describe(relationship: KeyRelationship | JunctionRelationship) {
  const { table, target, cardinality } = relationship;
  return {
    cardinality,
    embedding: `${table.name} with ${target.name}`,
    relationship: wordsFor(relationship),
  };
}

function wordsFor(relationship: KeyRelationship | JunctionRelationship): string {
  const { table, target } = relationship;
  if (relationship.kind === "key") {
    const own = relationship.columns.map(([column]) => column).join(", ");
    const other = relationship.columns.map(([, column]) => column).join(", ");
    return `${relationship.constraint} using ${table.name}(${own}) and ${target.name}(${other})`;
  }
  const { junction, constraints, tableColumns, targetColumns } = relationship;
  const first = tableColumns.map(([, column]) => column).join(", ");
  const second = targetColumns.map(([, column]) => column).join(", ");
  return `${junction.name} using ${constraints[0]}(${first}) and ${constraints[1]}(${second})`;
}

function choiceOf(relationship: KeyRelationship | JunctionRelationship): string {
  const by = relationship.kind === "key" ? relationship.constraint : relationship.junction.name;
  return `'${relationship.target.name}!${by}'`;
}

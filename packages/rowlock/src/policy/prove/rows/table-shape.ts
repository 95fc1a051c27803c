// What kind of rows a table holds, as far as it decides how many a world has and to whom each belongs.
import type { ColumnFacts } from "../../../catalog/security/columns.ts";
import type { AnalysedRelation, DatabaseAnalysis } from "../../analysis/database-analysis.ts";
import { isMembershipTable, isOwned, type OwnerColumn } from "../../analysis/ownership.ts";
import type { Person, World } from "../cast.ts";
import { type Publication, publicationOf } from "./publication.ts";
import { type RoleValues, roleValuesOf } from "./role-values.ts";

export interface TableShape {
  readonly relation: AnalysedRelation;
  /** `people`: one row a user. `memberships`: who is in which group. `organizations`: one row an organization. */
  readonly kind: "plain" | "people" | "memberships" | "organizations";
  readonly owned: boolean;
  /** The columns that name a user or an organization. */
  readonly owners: readonly OwnerColumn[];
  readonly publication: Publication;
  readonly role: RoleValues | undefined;
}

export function shapeOf(relation: AnalysedRelation, database: DatabaseAnalysis): TableShape {
  const owners = relation.ownership.columns.filter((owner) => owner.kind !== "group");
  return {
    relation,
    kind: kindOf(relation, owners),
    owned: isOwned(relation.ownership),
    owners,
    publication: publicationOf(relation, database),
    role: roleValuesOf(relation, database),
  };
}

function kindOf(relation: AnalysedRelation, owners: readonly OwnerColumn[]): TableShape["kind"] {
  const alone = owners.find((owner) => isUniqueAlone(relation, owner.column));
  if (alone?.kind === "user") return "people";
  if (alone !== undefined) return "organizations";
  return isMembershipTable(relation, owners) ? "memberships" : "plain";
}

function isUniqueAlone({ constraints, indexes }: AnalysedRelation, column: string): boolean {
  const isIt = (columns: readonly (string | null)[]) =>
    columns.length === 1 && columns[0] === column;
  return (
    constraints.some(
      (one) => (one.kind === "primary" || one.kind === "unique") && isIt(one.columns),
    ) || indexes.some((index) => index.unique && !index.partial && isIt(index.columns))
  );
}

/** Whose a row is: the world's first where any would do. */
export function personOf({ kind, owned }: TableShape, world: World, slot: number): Person | null {
  if (!owned || world.people.length === 0) return null;
  const several = kind === "people" || kind === "memberships";
  return world.people[several ? slot % world.people.length : 0] ?? null;
}

/** The value of an owner column, NULL where the world has no such owner. */
export function ownerValue(owner: OwnerColumn, world: World, person: Person | null): string | null {
  switch (owner.kind) {
    case "user":
    case "group":
      return person?.userId ?? null;
    case "organization":
      return world.organization?.id ?? null;
    case "either":
      return world.organization?.id ?? person?.userId ?? null;
  }
}

/** Booleans, enums and dates differ between the two kinds of row; the second is published where rows can be. */
export function variantOf({ kind }: TableShape, slot: number): 0 | 1 {
  return kind !== "memberships" && slot % 2 === 1 ? 1 : 0;
}

export function columnOf(relation: AnalysedRelation, name: string): ColumnFacts | undefined {
  return relation.columns.find((column) => column.name === name);
}

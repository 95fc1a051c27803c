// What kind of rows a table holds, as far as it decides how many a world has and to whom each belongs.
import type { ColumnFacts } from "../../../catalog/parts/columns.ts";
import type { JsonValue } from "../../../tokens/verified-token.ts";
import type { AnalysedRelation, DatabaseAnalysis } from "../../analysis/database-analysis.ts";
import { isMembershipTable, isOwned, type OwnerColumn } from "../../analysis/ownership.ts";
import type { Person, World } from "../cast.ts";
import { claimName } from "../tenants.ts";
import { isPublishedWithParents, type Publication, publicationOf } from "./publication.ts";
import { type RoleValues, roleValuesOf } from "./role-values.ts";

export interface TableShape {
  readonly relation: AnalysedRelation;
  /** `people`: one row a user. `memberships`: who is in which group. `organizations`: one row an organization. */
  readonly kind: "plain" | "people" | "memberships" | "organizations";
  readonly owned: boolean;
  /** The columns that name a user or an organization. */
  readonly owners: readonly OwnerColumn[];
  readonly publication: Publication;
  /** A row is as public as the rows that it belongs to. */
  readonly publishedWithParents: boolean;
  readonly role: RoleValues | undefined;
  /** The columns that make a person privileged, where policies ask this table who the caller is. */
  readonly privileges: readonly string[] | undefined;
}

export function shapeOf(relation: AnalysedRelation, database: DatabaseAnalysis): TableShape {
  const owners = relation.ownership.columns.filter((owner) => owner.kind !== "group");
  return {
    relation,
    kind: kindOf(relation, owners),
    owned: isOwned(relation.ownership),
    owners,
    publication: publicationOf(relation, database),
    publishedWithParents: isPublishedWithParents(relation, database),
    role: roleValuesOf(relation, database),
    privileges: database.rosters.get(relation.oid),
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
export function ownerValue(
  owner: OwnerColumn,
  { organization, tenants }: Pick<World, "organization" | "tenants">,
  person: Person | null,
): string | number | null {
  switch (owner.kind) {
    case "user":
    case "group":
      return person?.userId ?? null;
    case "organization":
      return organization?.id ?? null;
    case "either":
      return organization?.id ?? person?.userId ?? null;
    case "tenant":
      return tenants?.get(claimName(owner.claim ?? [])) ?? null;
  }
}

/** As the column holds it: alone, or as the one entry of a list. */
export function asHeld(column: ColumnFacts | undefined, value: string | number | null): JsonValue {
  if (column?.baseType.endsWith("[]") !== true) return value;
  return value === null ? [] : [value];
}

/** Booleans, enums and dates differ between the two kinds of row; the second is published where rows can be. */
export function variantOf({ kind }: TableShape, slot: number): 0 | 1 {
  return kind !== "memberships" && slot % 2 === 1 ? 1 : 0;
}

export function columnOf(relation: AnalysedRelation, name: string): ColumnFacts | undefined {
  return relation.columns.find((column) => column.name === name);
}

/** The value with which a row gives its person no privilege; undefined where the column has none such. */
export function ordinaryValue(
  { relation, role, privileges }: TableShape,
  column: string,
): string | false | undefined {
  if (privileges?.includes(column) !== true) return undefined;
  if (columnOf(relation, column)?.baseType === "boolean") return false;
  return role?.column === column && role.member !== role.admin ? role.member : undefined;
}

/** Whether people can stand in the table without being privileged by it; otherwise only a bystander does. */
export function admitsOrdinaryPeople(shape: TableShape): boolean {
  const { privileges } = shape;
  return (
    privileges === undefined ||
    privileges.some((column) => ordinaryValue(shape, column) !== undefined)
  );
}

// Plans the rows of every table and world: whose they are, how they refer to each other, and values found nowhere else.
// Only plans: a row refers to others of its world by their planned keys, so cycles of foreign keys are no hindrance.
import type { ColumnFacts } from "../../../catalog/parts/columns.ts";
import type { ForeignKey } from "../../../catalog/parts/constraints.ts";
import type { JsonObject, JsonValue } from "../../../tokens/verified-token.ts";
import type { AnalysedRelation, DatabaseAnalysis } from "../../analysis/database-analysis.ts";
import { foreignKeysOf, isOwned, type OwnerColumn } from "../../analysis/ownership.ts";
import { type Cast, NOBODY, type Person, type World } from "../cast.ts";
import { publicationValue } from "./publication.ts";
import { RowCounts } from "./row-counts.ts";
import {
  admitsOrdinaryPeople,
  asHeld,
  columnOf,
  ordinaryValue,
  ownerValue,
  personOf,
  type TableShape,
  variantOf,
} from "./table-shape.ts";
import { valueFor } from "./value-for.ts";

export interface PlannedRow {
  readonly relation: AnalysedRelation;
  readonly world: World;
  readonly slot: number;
  /** The user to whom it belongs, where it belongs to one. */
  readonly person: Person | null;
  /** It says itself that everyone may see it. */
  readonly published: boolean;
  /** By column; columns that are generated, or whose type is not known here, are left out. */
  readonly values: JsonObject;
  /** Columns that say whose the row is or what it refers to: not to be changed to meet a check. */
  readonly fixed: ReadonlySet<string>;
}

/** Gives a value for an ordinal. */
export type MakeValue = (ordinal: number) => JsonValue;

export interface RowPlannerOptions {
  readonly cast: Cast;
  readonly database: DatabaseAnalysis;
  /** One row that is there already, by relation: of tables that belong to nobody. */
  readonly existing: ReadonlyMap<string, JsonObject>;
}

export class RowPlanner {
  readonly cast: Cast;
  readonly #counts: RowCounts;
  readonly #existing: RowPlannerOptions["existing"];
  readonly #ordinals = new Map<string, number>();
  readonly #preferred = new Map<string, MakeValue>();
  readonly #underWay = new Set<string>();
  readonly #apart = new Set<string>();

  constructor({ database, existing, cast }: RowPlannerOptions) {
    this.cast = cast;
    this.#counts = new RowCounts(database);
    this.#existing = existing;
  }

  shape(relation: AnalysedRelation): TableShape {
    return this.#counts.shape(relation);
  }

  /** How many rows a world has in a table; 0 when it can have none. */
  count(relation: AnalysedRelation, world: World): number {
    return this.#counts.count(relation, world);
  }

  /** From now on the column gets values of this kind: what its checks accept. */
  prefer(relation: AnalysedRelation, column: string, make: MakeValue): void {
    this.#preferred.set(`${relation.oid} ${column}`, make);
  }

  /** From now on only the first of the columns that name users names the row's own; false where it is so already. */
  keepApart(relation: AnalysedRelation): boolean {
    const users = this.shape(relation).owners.filter((owner) => owner.kind === "user");
    if (users.length < 2 || this.#apart.has(relation.oid)) return false;
    this.#apart.add(relation.oid);
    return true;
  }

  /** A slot beyond the count gives a further row of the same kind. */
  plan(relation: AnalysedRelation, world: World, slot: number): PlannedRow {
    const table = this.shape(relation);
    const cell: Cell = { table, world, slot, person: personOf(table, world, slot) };
    const values: Record<string, JsonValue> = {};
    const fixed = new Set<string>();
    for (const column of relation.columns) {
      if (column.generated) continue;
      if (isGiven(column, table)) fixed.add(column.name);
      const value = this.#valueOf(column, cell);
      if (value !== undefined) values[column.name] = value;
    }
    const published = this.#isPublished(cell, new Set());
    return { relation, world, slot, person: cell.person, published, values, fixed };
  }

  #isPublished(cell: Cell, seen: ReadonlySet<string>): boolean {
    const { table, world, slot } = cell;
    const { relation, publication } = table;
    if (publication.size > 0 && variantOf(table, slot) === 1) return true;
    if (!table.publishedWithParents || seen.has(relation.oid)) return false;
    return relation.ownership.parents.some((key) => {
      const target = this.#counts.relation(key.target);
      const rows = target === undefined ? 0 : this.count(target, world);
      if (target === undefined || rows === 0) return false;
      const parent = this.shape(target);
      const place = this.#targetSlot(target, cell) % rows;
      const above = { table: parent, world, slot: place, person: personOf(parent, world, place) };
      return this.#isPublished(above, new Set([...seen, relation.oid]));
    });
  }

  #valueOf(column: ColumnFacts, cell: Cell): JsonValue | undefined {
    const { table, world, slot, person } = cell;
    const owner = table.owners.find((one) => one.column === column.name);
    const holdsIds = column.baseType !== "uuid" || this.cast.ids === "uuid";
    if (owner !== undefined && (holdsIds || owner.kind === "tenant")) {
      return asHeld(column, this.#ownerOf(owner, cell));
    }
    const ordinary = ordinaryValue(table, column.name);
    if (ordinary !== undefined) return ordinary;
    const key = foreignKeysOf(table.relation).find((one) => one.columns.includes(column.name));
    if (key !== undefined) return this.#referenceValue(key, column, cell);
    if (table.kind === "memberships" && table.role?.column === column.name) {
      return person?.role === "admin" ? table.role.admin : table.role.member;
    }
    const variant = variantOf(table, slot);
    const said = publicationValue(table.publication.get(column.name), variant);
    if (said !== undefined) return said;
    const ordinal = this.#ordinalOf(`${table.relation.oid} ${world.id} ${slot} ${column.name}`);
    const make = this.#preferred.get(`${table.relation.oid} ${column.name}`);
    return make === undefined ? valueFor({ column, ordinal, variant }) : make(ordinal);
  }

  #ownerOf(owner: OwnerColumn, { table, world, person }: Cell): string | number | null {
    if (!admitsOrdinaryPeople(table)) return this.cast.bystander.userId;
    const [first] = table.owners;
    const isOther = owner.kind === "user" && owner.column !== first?.column;
    if (isOther && person !== null && this.#apart.has(table.relation.oid))
      return this.cast.bystander.userId;
    return ownerValue(owner, world, person);
  }

  #referenceValue(key: ForeignKey, column: ColumnFacts, cell: Cell): JsonValue {
    const target = this.#counts.relation(key.target);
    const there = target && columnOf(target, targetColumn(key, column));
    if (target === undefined || there === undefined) return null;
    const owned = isOwned(target.ownership);
    const known = owned ? undefined : this.#existing.get(target.oid)?.[there.name];
    if (known !== undefined) return known;
    const ownKind = target.oid === cell.table.relation.oid;
    // A row that refers to its own kind refers to none, or, where it must, to itself.
    if (ownKind && column.nullable) return null;
    const world = owned ? cell.world : NOBODY;
    const rows = this.count(target, world);
    if (rows === 0) return null;
    const slot = ownKind ? cell.slot : this.#targetSlot(target, cell) % rows;
    return this.#follow({ target, column: there, world, slot });
  }

  /** The planned value of another row's column; NULL where following it leads back here. */
  #follow({ target, column, world, slot }: Step): JsonValue {
    const step = `${target.oid} ${world.id} ${slot} ${column.name}`;
    if (this.#underWay.has(step)) return null;
    this.#underWay.add(step);
    const table = this.shape(target);
    const value = this.#valueOf(column, {
      table,
      world,
      slot,
      person: personOf(table, world, slot),
    });
    this.#underWay.delete(step);
    return value ?? null;
  }

  #targetSlot(target: AnalysedRelation, { table, world, slot, person }: Cell): number {
    if (this.shape(target).kind === "people") {
      return person === null ? 0 : Math.max(0, world.people.indexOf(person));
    }
    return table.kind === "memberships"
      ? Math.floor(slot / Math.max(1, world.people.length))
      : slot;
  }

  #ordinalOf(key: string): number {
    const known = this.#ordinals.get(key);
    if (known !== undefined) return known;
    const next = this.#ordinals.size + 1;
    this.#ordinals.set(key, next);
    return next;
  }
}

interface Step {
  readonly target: AnalysedRelation;
  readonly column: ColumnFacts;
  readonly world: World;
  readonly slot: number;
}

interface Cell {
  readonly table: TableShape;
  readonly world: World;
  readonly slot: number;
  readonly person: Person | null;
}

function isGiven({ name }: ColumnFacts, { relation, owners, role, kind }: TableShape): boolean {
  return (
    owners.some((owner) => owner.column === name) ||
    foreignKeysOf(relation).some((key) => key.columns.includes(name)) ||
    (kind === "memberships" && role?.column === name)
  );
}

function targetColumn(key: ForeignKey, column: ColumnFacts): string {
  return key.targetColumns[key.columns.indexOf(column.name)] ?? "";
}

// How many rows each world has in each table: as many as its owners allow, and none where a parent has none.
import type { AnalysedRelation, DatabaseAnalysis } from "../../analysis/database-analysis.ts";
import { foreignKeysOf, isOwned } from "../../analysis/ownership.ts";
import type { World } from "../cast.ts";
import {
  admitsOrdinaryPeople,
  columnOf,
  ownerValue,
  shapeOf,
  type TableShape,
} from "./table-shape.ts";

export class RowCounts {
  readonly #database: DatabaseAnalysis;
  readonly #shapes = new Map<string, TableShape>();
  readonly #counts = new Map<string, number>();

  constructor(database: DatabaseAnalysis) {
    this.#database = database;
  }

  relation(oid: string): AnalysedRelation | undefined {
    return this.#database.relations.find((relation) => relation.oid === oid);
  }

  shape(relation: AnalysedRelation): TableShape {
    const known = this.#shapes.get(relation.oid);
    if (known !== undefined) return known;
    const made = shapeOf(relation, this.#database);
    this.#shapes.set(relation.oid, made);
    return made;
  }

  /** 0 when the world can have no row there. */
  count(relation: AnalysedRelation, world: World): number {
    const key = `${relation.oid} ${world.id}`;
    const known = this.#counts.get(key);
    if (known !== undefined) return known;
    // Until it is worked out: tables that refer to each other in a circle do not hinder themselves.
    this.#counts.set(key, 1);
    const shape = this.shape(relation);
    const result = this.#hasRows(shape, world) ? wantedRows(shape, world) : 0;
    this.#counts.set(key, result);
    return result;
  }

  #hasRows(shape: TableShape, world: World): boolean {
    const { relation, kind, owned, owners } = shape;
    if (!admitsOrdinaryPeople(shape)) return world.id === "nobody";
    if (!owned) return world.id === "nobody";
    if (world.id === "nobody" && kind !== "plain") return false;
    const [first = null] = world.people;
    const required = (name: string) => columnOf(relation, name)?.nullable === false;
    const lacksOwner = owners.some(
      (owner) => required(owner.column) && ownerValue(owner, world, first) === null,
    );
    if (lacksOwner) return false;
    return foreignKeysOf(relation).every((key) => {
      const target = this.relation(key.target);
      const optional = key.columns.some((column) => !required(column));
      const byOwner = key.columns.some((name) => owners.some((owner) => owner.column === name));
      if (optional || byOwner || target === undefined || target.oid === relation.oid) return true;
      return !isOwned(target.ownership) || this.count(target, world) > 0;
    });
  }
}

function wantedRows(shape: TableShape, world: World): number {
  const { kind, owned, owners } = shape;
  if (!admitsOrdinaryPeople(shape)) return 1;
  switch (kind) {
    case "people":
      return world.people.length;
    case "memberships":
      return world.people.length * 2;
    case "organizations":
      return world.organization !== null || owners.some((one) => one.kind === "tenant") ? 1 : 0;
    case "plain":
      return owned && world.id === "nobody" ? 1 : 2;
  }
}

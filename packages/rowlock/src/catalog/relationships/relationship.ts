// How two relations belong together: by foreign keys, through a junction, or by a function that computes one from the other.
import type { ComputedRelationship } from "../parts/computed-relationships.ts";
import type { QualifiedName } from "../qualified-name.ts";

/** A column of one side and the column of the other that it equals. */
export type ColumnPair = readonly [own: string, other: string];

export type Cardinality = "one-to-many" | "many-to-one" | "one-to-one" | "many-to-many";

interface Between {
  readonly table: QualifiedName;
  readonly target: QualifiedName;
  readonly self: boolean;
  readonly tableIsView: boolean;
  readonly targetIsView: boolean;
}

export interface KeyRelationship extends Between {
  readonly kind: "key";
  readonly cardinality: Exclude<Cardinality, "many-to-many">;
  readonly constraint: string;
  readonly columns: readonly ColumnPair[];
  /** Of one-to-one: whether `table` is the side that is referenced. */
  readonly referenced: boolean;
}

export interface JunctionRelationship extends Between {
  readonly kind: "junction";
  readonly cardinality: "many-to-many";
  readonly junction: QualifiedName;
  readonly constraints: readonly [toTable: string, toTarget: string];
  /** Columns of `table` with columns of the junction. */
  readonly tableColumns: readonly ColumnPair[];
  /** Columns of `target` with columns of the junction. */
  readonly targetColumns: readonly ColumnPair[];
}

export type Relationship = KeyRelationship | JunctionRelationship | ComputedRelationship;

/** Whether there is at most one row on the other side. */
export function isToOne(relationship: Relationship): boolean {
  switch (relationship.kind) {
    case "computed":
      return relationship.toOne;
    case "junction":
      return false;
    case "key":
      return relationship.cardinality !== "one-to-many";
  }
}

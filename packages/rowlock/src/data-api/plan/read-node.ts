// What to read, as a tree: one node for the requested resource and one for each resource embedded in it.
// Guarantee: plain data without values; every name in it was found in the catalog or is quoted when rendered.
import type { QualifiedName } from "../../catalog/qualified-name.ts";
import type { Relationship } from "../../catalog/relationships/relationship.ts";
import type { Predicate } from "../request/grammar/condition.ts";
import type { PathStep } from "../request/grammar/names.ts";
import type { Aggregate } from "../request/grammar/select.ts";
import type { Slot } from "../request/shape.ts";

/** A column, or a place within one, and how to get from its stored form to the wanted one. */
export interface Field {
  /** `*` stands for all columns. */
  readonly name: string;
  readonly path: readonly PathStep[];
  /** Whether a path needs the value as jsonb first. */
  readonly toJson: boolean;
  /** For full text search in a text: make a tsvector of it, in this language or the default one. */
  readonly search: { readonly language: string | undefined } | undefined;
  /** A conversion function of the database, as SQL text from the catalog. */
  readonly convert: string | undefined;
  /** The row as a whole, where all columns must not be told apart. */
  readonly wholeRow: boolean;
}

export interface SelectedField {
  readonly field: Field;
  readonly alias: string | undefined;
  readonly cast: string | undefined;
  readonly aggregate: Aggregate | undefined;
  readonly aggregateCast: string | undefined;
}

export type Condition =
  | { readonly kind: "compare"; readonly field: Field; readonly predicate: Predicate<Slot> }
  /** Whether there is an embedded row. */
  | { readonly kind: "embedded"; readonly join: string; readonly exists: boolean }
  | {
      readonly kind: "and" | "or";
      readonly negated: boolean;
      readonly members: readonly Condition[];
    };

export interface Order {
  readonly field: Field;
  /** The join whose column it is; undefined: the node's own. */
  readonly join: string | undefined;
  readonly direction: "asc" | "desc" | undefined;
  readonly nulls: "first" | "last" | undefined;
}

/** LIMIT and OFFSET: a slot, or a number from the settings. */
export interface Fetch {
  readonly limit: Slot | { readonly rows: number } | undefined;
  readonly offset: Slot | undefined;
}

/** A column of a relation that is named by its alias, or else by its name with its schema. */
export interface JoinColumn {
  readonly relation: Partial<QualifiedName> & { readonly name: string };
  readonly column: string;
}

export type Join = readonly [own: JoinColumn, other: JoinColumn];

/** A column of a spread resource, as the row above it takes it over. */
export interface SpreadField {
  readonly name: string;
  readonly alias: string | undefined;
  readonly aggregate: Aggregate | undefined;
  readonly aggregateCast: string | undefined;
}

/** How an embedded resource shows in the row above it. `join` names the lateral subquery. */
export type Embedding =
  | {
      readonly kind: "object" | "array";
      readonly join: string;
      readonly name: string;
      /** Nothing of it is selected: it only filters or orders. */
      readonly silent: boolean;
    }
  | { readonly kind: "spread-one"; readonly join: string; readonly fields: readonly SpreadField[] }
  | {
      readonly kind: "spread-many";
      readonly join: string;
      readonly fields: readonly SpreadField[];
      readonly order: readonly Order[];
    };

/** What a row is read from. */
export type Source =
  | { readonly kind: "relation"; readonly name: QualifiedName; readonly alias: string | undefined }
  /** The rows that a write or a function gave, under an alias. */
  | { readonly kind: "result"; readonly alias: string }
  | {
      readonly kind: "junction";
      readonly name: QualifiedName;
      readonly junction: QualifiedName;
    }
  | {
      readonly kind: "function";
      readonly function: QualifiedName;
      /** The row it is applied to: the name it has in the query, and its type. */
      readonly argument: string;
      readonly argumentType: QualifiedName;
      readonly alias: string;
    };

export interface ReadNode {
  readonly source: Source;
  readonly select: readonly SelectedField[];
  /** Columns that an array of spread rows is ordered by; `join` as in Order. */
  readonly orderColumns: readonly {
    readonly join: string | undefined;
    readonly selected: SelectedField;
  }[];
  readonly joins: readonly Join[];
  readonly where: readonly Condition[];
  readonly order: readonly Order[];
  readonly fetch: Fetch | undefined;
  readonly embeds: readonly EmbeddedNode[];
}

export interface EmbeddedNode {
  readonly node: ReadNode;
  readonly embedding: Embedding;
  readonly relationship: Relationship;
  readonly inner: boolean;
}

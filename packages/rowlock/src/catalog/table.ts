// Tables, views, materialized views, foreign and partitioned tables with their columns.
import type { QualifiedName } from "./qualified-name.ts";

export type TableKind =
  | "table"
  | "view"
  | "materialized view"
  | "foreign table"
  | "partitioned table";

export interface Column {
  readonly name: string;
  readonly description: string | undefined;
  readonly nullable: boolean;
  /** The base type of a domain over a built-in type, else the type; without a length where it is built in. */
  readonly type: string;
  /** The declared type, a domain by its own name, as SQL text that needs no search path. */
  readonly declaredType: string;
  readonly maxLength: number | undefined;
  /** The default as SQL text, also of identity columns and domains. */
  readonly defaultExpression: string | undefined;
  /** The labels of an enum, in their order. */
  readonly labels: readonly string[];
}

export interface Table extends QualifiedName {
  readonly oid: number;
  readonly kind: TableKind;
  readonly description: string | undefined;
  /** What the relation itself allows; privileges are apart. */
  readonly insertable: boolean;
  readonly updatable: boolean;
  readonly deletable: boolean;
  /** Of a view: the columns that show the primary keys of its tables. */
  readonly primaryKey: readonly string[];
  readonly columns: ReadonlyMap<string, Column>;
}

export function isView({ kind }: Table): boolean {
  return kind === "view" || kind === "materialized view";
}

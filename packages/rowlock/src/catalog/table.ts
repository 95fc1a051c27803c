// A relation as an API shows it: with its columns by name and its primary key.
import type { Column } from "./parts/columns.ts";
import type { Relation } from "./parts/relations.ts";

export interface Table extends Relation {
  /** Of a view: the columns that show the primary keys of its tables. */
  readonly primaryKey: readonly string[];
  readonly columns: ReadonlyMap<string, Column>;
}

// Keys as constraints state them, by the numbers of their columns: what relationships are derived from.

export interface KeyColumn {
  /** pg_attribute.attnum */
  readonly number: number;
  readonly name: string;
}

export interface KeyConstraint {
  readonly kind: "primary" | "unique";
  readonly name: string;
  /** pg_class.oid of the table. */
  readonly table: number;
  /** In the order of the constraint. */
  readonly columns: readonly KeyColumn[];
}

export interface ForeignKey {
  readonly kind: "foreign";
  readonly name: string;
  readonly table: number;
  readonly columns: readonly KeyColumn[];
  readonly referencedTable: number;
  /** As long as `columns`, in the same order. */
  readonly referencedColumns: readonly KeyColumn[];
  /** True for the copies that PostgreSQL keeps of a partitioned table's key. */
  readonly inherited: boolean;
}

/** Where a column of a view comes from: one level, which may be a view again. */
export interface ViewColumnOrigin {
  readonly view: number;
  readonly column: KeyColumn;
  readonly source: number;
  readonly sourceColumn: number;
}
